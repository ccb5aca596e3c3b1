"""Airflow's pools: what protects the database from too many tasks at once."""

from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from runtime import roles

POOLS = {
    "builds": (1, "dbt over the marts: one at a time"),
    "files": (4, "reading, checking and loading what arrived"),
}


def make(state: Path) -> None:
    """Make POOLS where they are missing; one that an administrator has resized stays as it is."""
    statement = (
        "INSERT INTO slot_pool (pool, slots, description, include_deferred)"
        " VALUES (%s, %s, %s, false) ON CONFLICT DO NOTHING"
    )
    with psycopg.connect(make_conninfo(**roles.airflow_dsn(state))) as connection:
        for pool, (slots, description) in POOLS.items():
            connection.execute(statement, (pool, slots, description))
