"""The published state against a rebuild of everything: of today, or of a night of the past.

Nothing that anybody reads is changed. What differs is told by mart, row and column, and kept in
`raw.audits` and `raw.audit_differences`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import psycopg
from psycopg import Connection, sql

from ingestion import settings
from ingestion.comparing import beside, differences
from ingestion.comparing.differences import Compared, Difference
from ingestion.errors import WarehouseError
from ingestion.publishing import dbt_run, publication
from ingestion.publishing.versions import versions
from ingestion.settings import Settings

TOLD = 20
# What follows from raw rows alone. Ledgers also carry dates on which something was first published.
OF_THE_PAST = ("adjusted_totals", "funding", "literacy", "totals", "trace", "workstations")


class AuditError(WarehouseError):
    """There is nothing to compare, or what was compared changed meanwhile."""


class StatesDiffer(WarehouseError):
    """What is published is not what a rebuild gives. Repeating the audit would not help."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was compared with which publication, and where it differs."""

    audit_id: str
    publication_id: int
    compared: tuple[Compared, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.compared)

    @property
    def differing(self) -> int:
        return sum(one.differing for one in self.compared)

    @property
    def differences(self) -> list[Difference]:
        return [told for one in self.compared for told in one.differences]

    def lines(self) -> list[str]:
        """The outcome in a few lines, the first of it a sentence."""
        said = f"{self.differing} of {self.rows} rows of {len(self.compared)} marts differ"
        more = len(self.differences) - TOLD
        return [
            f"Audit {self.audit_id} of publication {self.publication_id}: {said}.",
            *self.notes,
            *(f"  {one}" for one in self.differences[:TOLD]),
            *([f"  and {more} more, see raw.audit_differences"] if more > 0 else []),
        ]


def now(audit_id: str) -> Audit:
    """Rebuild everything and compare it with what is published, and with what nights build on.

    Raises AuditError where raw or code are ahead of what is published, or moved meanwhile.
    """
    configured = settings.load()
    _refuse_unsettled(configured)
    mark = dbt_run.fingerprint(configured)
    with beside.workplace(configured) as connection:
        publication_id = _publication(connection)[0]
        beside.build(configured)
        compared = [
            differences.compared(connection, mart, sql.Identifier(schema, mart), f"{schema}.{mart}")
            for schema in ("marts", "marts_next")
            for mart in differences.marts(connection, schema)
        ]
    if dbt_run.fingerprint(configured) != mark:
        raise AuditError("Files arrived or code changed during the audit: repeat it.")
    return _booked(configured, Audit(audit_id, publication_id, tuple(compared)))


def then(publication_id: int, audit_id: str) -> Audit:
    """Repeat a past night: build from what raw held then, compare with what was published then.

    Code and reference data are those of today; where they were others, the notes say so.
    """
    configured = settings.load()
    with beside.workplace(configured) as connection:
        _, at, last_event, made_of = _publication(connection, publication_id)
        if last_event is None:
            raise AuditError(
                f"Publication {publication_id} is no night, or of a version that did not note what "
                "a night saw: choose one of marts.publications with a last_event."
            )
        beside.copy_raw(connection, beside.Known(last_event, at))
        beside.build(configured, beside.RAW)
        compared = [
            differences.compared(
                connection,
                mart,
                sql.SQL("{}({}::timestamptz)").format(
                    sql.Identifier("marts_history", f"{mart}_as_of"), sql.Literal(at)
                ),
                f"marts_history.{mart}",
            )
            for mart in differences.marts(connection, "marts")
            if mart in OF_THE_PAST
        ]
    same = versions(configured)
    now_of = (same.code_version, same.catalogue_hash, same.tree_hash)
    names = ("code", "catalogue", "tree")
    notes = [
        f"Other {name} than then: what differs may be its doing."
        for name, before, today in zip(names, made_of, now_of, strict=True)
        if before != today
    ]
    return _booked(configured, Audit(audit_id, publication_id, tuple(compared), tuple(notes)))


def insist(audit: Audit) -> Audit:
    """Raise StatesDiffer, with the first rows, where anything differs."""
    if audit.differing:
        raise StatesDiffer("\n".join(audit.lines()))
    return audit


def _refuse_unsettled(configured: Settings) -> None:
    if publication.is_held(configured):
        raise AuditError("A rollback holds publications: audit once `resume` has let them go on.")
    if dbt_run.is_due():
        raise AuditError("Something waits to be published: audit after the night that does it.")


def _publication(
    connection: Connection, publication_id: int | None = None
) -> tuple[int, datetime, int | None, Sequence[str]]:
    """Id, instant, last event and versions of a publication, the latest where none is named."""
    found = connection.execute("select to_regclass('marts.publications') is not null").fetchone()
    row = None
    if found == (True,):
        row = connection.execute(
            "select publication_id, at, last_event, code_version, catalogue_hash, tree_hash"
            " from marts.publications where %(id)s::integer is null or publication_id = %(id)s"
            " order by publication_id desc limit 1",
            {"id": publication_id},
        ).fetchone()
    if row is None:
        raise AuditError(
            f"There is no publication {publication_id or 'yet'}: see marts.publications."
        )
    return row[0], row[1], row[2], row[3:]


def _booked(configured: Settings, audit: Audit) -> Audit:
    """Note the audit and what differs; again under the same id it adds nothing."""
    with (
        psycopg.connect(configured.dsn("loader")) as loader,
        loader.cursor() as cursor,
    ):
        cursor.execute(
            "insert into raw.audits (audit_id, publication_id, rows_compared, rows_differing)"
            " values (%s, %s, %s, %s) on conflict do nothing",
            (audit.audit_id, audit.publication_id, audit.rows, audit.differing),
        )
        if cursor.rowcount:
            columns = "audit_id, mart, row_key, column_name, standing, rebuilt"
            with cursor.copy(f"copy raw.audit_differences ({columns}) from stdin") as copy:
                for one in audit.differences:
                    cells = (one.mart, one.row_key, one.column_name, one.standing, one.rebuilt)
                    copy.write_row((audit.audit_id, *cells))
    return audit
