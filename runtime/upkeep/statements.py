"""Statements in the warehouse: tables vacuumed, and readers' statements that run away ended."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from ingestion.settings import Settings
from runtime.upkeep.backup import OWNING

_LONGEST_TEXT = 500
# as transformer, who is a member of the reading roles only: nobody else's session can be meant.
# A transaction left open counts too: its locks keep a night from being published.
_RUNAWAYS = """
    select pid, usename as role, application_name as program, client_addr::text as client,
        xact_start as begun, state, left(query, %(longest)s) as statement
    from pg_stat_activity
    where datname = current_database() and usename <> current_user
        and pg_has_role(usesysid, 'member')
        and (state = 'active' or state like 'idle in transaction%%')
        and clock_timestamp() - xact_start > make_interval(secs => %(seconds)s)
    order by xact_start
"""


@dataclass(frozen=True, slots=True)
class Runaway:
    """A reader's statement or open transaction that was ended."""

    pid: int
    role: str
    program: str
    client: str | None
    begun: datetime
    state: str
    statement: str

    def told(self) -> dict[str, Any]:
        """As a task says it."""
        return {**asdict(self), "begun": self.begun.isoformat()}


def end_runaways(settings: Settings, seconds: float) -> list[Runaway]:
    """End sessions of readers whose transaction has lasted longer; which they were."""
    with psycopg.connect(settings.dsn("transformer"), autocommit=True) as connection:
        cursor = connection.cursor(row_factory=class_row(Runaway))
        found = cursor.execute(_RUNAWAYS, {"longest": _LONGEST_TEXT, "seconds": seconds}).fetchall()
        for one in found:
            connection.execute("select pg_terminate_backend(%s)", (one.pid,))
    return found


def vacuum(settings: Settings) -> int:
    """Give back the room of dead rows and count what plans rest on; how many tables."""
    done = 0
    for role in OWNING:
        with psycopg.connect(settings.dsn(role), autocommit=True) as connection:
            query = "select schemaname, tablename from pg_tables where tableowner = current_user"
            for schema, table in connection.execute(query).fetchall():
                name = sql.Identifier(schema, table)
                connection.execute(sql.SQL("vacuum (analyze) {}").format(name))
                done += 1
    return done
