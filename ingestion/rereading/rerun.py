"""A rerun: first what it would change, built and compared beside; then the same for all to see.

The reports themselves stay: what is read again is a submission beside the old one, with its time of
arrival, and the old one is withdrawn. The next publication shows it as a revision.
"""

from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql

from ingestion import settings
from ingestion.comparing import beside, differences
from ingestion.comparing.differences import Compared
from ingestion.loading import load
from ingestion.model import Delivery
from ingestion.publishing import dbt_run, publication
from ingestion.reading.read import load_reference
from ingestion.rereading import plan
from ingestion.rereading.plan import Plan
from ingestion.rereading.scope import RerunError, Scope
from ingestion.settings import Settings


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would be written, and which rows of which marts would change."""

    plan: Plan
    compared: tuple[Compared, ...]

    def lines(self) -> list[str]:
        """In words, the digest last: who lets it happen names it."""
        reread = self.plan.reread
        changed = [one for one in self.compared if one.differing]
        return [
            f"{self.plan.files} files read again, {len(reread)} of them read differently:",
            *(
                f"  {one.entry.source_uri}: {one.gone} statements go, {one.new} come"
                for one in reread
            ),
            f"{sum(one.differing for one in changed)} published rows would change:",
            *(f"  {one.mart}: {one.differing} of {one.rows}" for one in changed),
            f"Digest: {self.plan.digest}",
        ]


def dry_run(period: str = "", place: str = "", form: str = "") -> DryRun:
    """Read again, build beside, compare; nothing that anybody else reads is changed."""
    configured = settings.load()
    with beside.workplace(configured) as connection:
        made = _planned(configured, connection, period, place, form)
        if not made.reread:
            return DryRun(made, ())
        beside.copy_raw(connection)
        _write(connection, made, "dry run", "dry run", beside.RAW)
        beside.build(configured, beside.RAW)
        compared = [
            differences.compared(connection, mart, sql.Identifier("marts", mart), mart)
            for mart in differences.marts(connection, "marts")
        ]
    return DryRun(made, tuple(compared))


def apply(
    digest: str, actor: str, reason: str, *, period: str = "", place: str = "", form: str = ""
) -> int:
    """Write what a dry run of this digest showed; how many files. The next publication shows it.

    Raises RerunError where it would be something else by now.
    """
    if not actor.strip() or not reason.strip():
        raise RerunError("A rerun needs a person and a reason: give --by and --reason.")
    configured = settings.load()
    why = f"重新读取（{digest}）：{reason.strip()}"
    with psycopg.connect(configured.dsn("transformer"), autocommit=True) as known:
        if _is_applied(known, actor.strip(), why):
            return 0  # a task that was killed after it had written
        made = _planned(configured, known, period, place, form)
    if made.digest != digest:
        raise RerunError(f"The dry run {digest} is out of date ({made.digest} now): repeat it.")
    with psycopg.connect(configured.dsn("loader"), autocommit=True) as loader:
        _write(loader, made, actor.strip(), why)
    return len(made.reread)


def _is_applied(known: Connection, actor: str, why: str) -> bool:
    """Whether just this has been written before."""
    row = known.execute(
        "select 1 from raw.events where actor = %s and reason = %s limit 1", (actor, why)
    ).fetchone()
    return row is not None


def _planned(configured: Settings, known: Connection, period: str, place: str, form: str) -> Plan:
    if publication.is_held(configured):
        raise RerunError("A rollback holds publications: rerun once `resume` has let them go on.")
    if dbt_run.is_due():
        raise RerunError("Something waits to be published: rerun after the night that does it.")
    reference = load_reference(configured.reference)
    scope = Scope.asked(period, place, form, reference)
    return plan.make(scope, configured, reference, known)


def _write(
    connection: Connection, made: Plan, actor: str, reason: str, schema: str = "raw"
) -> None:
    """All of it or nothing; what is there already, of a task that was killed, stays."""
    with connection.transaction():
        for one in made.reread:
            entry = one.entry
            delivery = Delivery(
                entry.source_uri, entry.content_sha256, entry.size_bytes, entry.media_type,
                entry.received_at, is_synthetic=entry.is_synthetic,
            )  # fmt: skip
            named = [plan.in_the_name_of(told, actor, reason) for told in one.decided]
            load.load(connection, entry.delivery_id, delivery, entry.landing, named, schema=schema)
            for submission in one.withdrawn:
                connection.execute(
                    f"insert into {schema}.events (submission_id, event, actor, reason)"  # type: ignore[arg-type]  # noqa: S608
                    " values (%s, 'withdrawn', %s, %s)",
                    (submission, actor, reason),
                )
