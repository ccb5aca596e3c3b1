"""A dbt project of a few made-up marts over tables that a test fills; its macros are the real."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml  # type: ignore[import-untyped]

from ingestion.publishing import dbt_process, dbt_run, publication
from ingestion.settings import Settings

# what a night remembers for the next is of the roll-up, which is not here
NOTHING_TO_REMEMBER = "{% macro remember_build(structure, is_whole) %}{% endmacro %}"
PUBLISH = {"actor": "test", "reason": "made up", "last_event": None}


@dataclass
class Little:
    """The project in `folder`, over one warehouse."""

    folder: Path
    settings: Settings

    def mart(self, name: str, columns: Mapping[str, str], key: Iterable[str], **meta: bool) -> None:
        """A mart with these columns (name: type), all read from staging.<name>."""
        chosen = ", ".join(f"{column}::{kind} as {column}" for column, kind in columns.items())
        models = self.folder / "models" / "marts"
        (models / f"{name}.sql").write_text(f"select {chosen} from staging.{name}")
        described = {
            "name": name,
            "description": f"合成表 {name}",
            "config": {"meta": {"history": True, **meta}},
            "constraints": [{"type": "primary_key", "columns": list(key)}],
            "columns": [
                {"name": column, "data_type": kind, "description": f"列 {column}"}
                for column, kind in columns.items()
            ],
        }
        (models / f"{name}.yml").write_text(yaml.safe_dump({"version": 2, "models": [described]}))

    def drop(self, name: str) -> None:
        """Take a mart out of the project."""
        for path in (self.folder / "models" / "marts").glob(f"{name}.*"):
            path.unlink()

    def given(self, name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Fill staging.<name>: `columns` as in create table."""
        self.table(f"staging.{name}", columns, rows)

    def table(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """A table of the transformer's with these rows."""
        with psycopg.connect(self.settings.dsn("transformer")) as connection:
            connection.execute(f"drop table if exists {table} cascade")
            connection.execute(f"create table {table} ({columns})")
            for row in rows:
                places = ", ".join(["%s"] * len(row))
                connection.execute(f"insert into {table} values ({places})", row)

    def night(self, run_id: str) -> None:
        """Build all marts and publish them, as every night does."""
        for layer in ("seeds", "marts", "publish"):
            dbt_run.run_layer(layer, run_id)

    def publish(self, **told: Any) -> dbt_process.Ended:
        """Publish what is in marts_next, whoever put it there."""
        return dbt_process.run(self.settings, publication.operation("publish", PUBLISH | told))

    def rows(self, query: str, *given: Any, role: str = "reader") -> list[tuple[Any, ...]]:
        """All rows of a query, sorted."""
        with psycopg.connect(self.settings.dsn(role)) as connection:
            return sorted(connection.execute(query, given).fetchall(), key=str)

    def shape(self, mart: str) -> list[tuple[str, str]]:
        """Columns of a published mart with their types, in order."""
        query = """
            select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum
        """
        with psycopg.connect(self.settings.dsn("reader")) as connection:
            return connection.execute(query, (f"marts.{mart}",)).fetchall()


def little(folder: Path, settings: Settings, patch: pytest.MonkeyPatch) -> Little:
    """An empty project with the macros of the real one; the layers of a night find it."""
    real = dbt_process.PROJECT
    project = folder / "dbt_project"
    for part in ("models/marts", "seeds", "tests"):
        (project / part).mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copyfile(real / name, project / name)
    shutil.copytree(real / "macros", project / "macros")
    (project / "macros" / "remember_build.sql").write_text(NOTHING_TO_REMEMBER)
    patch.setattr(dbt_process, "PROJECT", project)
    patch.setenv("WAREHOUSE_REFERENCE", str(project / "seeds"))
    return Little(project, Settings(state=settings.state, reference=project / "seeds"))
