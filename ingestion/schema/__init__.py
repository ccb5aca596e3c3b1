"""The schema `raw`, kept by Alembic: one revision per change, run as the owner.

The other schemas belong to dbt and are not touched here.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

HERE = Path(__file__).resolve().parent


def sqlalchemy_url(dsn: str) -> str:
    """The libpq URL as SQLAlchemy wants it, over psycopg 3."""
    for prefix in ("postgresql://", "postgres://"):
        if dsn.startswith(prefix):
            return "postgresql+psycopg://" + dsn.removeprefix(prefix)
    return dsn


def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring `raw` to `revision`; a database that is there already is left as it is.

    `dsn` is a libpq URL of a role that may create schemas (the owner).
    """
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    engine = create_engine(sqlalchemy_url(dsn))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()
