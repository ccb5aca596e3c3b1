"""What the warehouse publishes of the demo province is what a perfect one would, cell for cell."""

import csv
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from ingestion import night
from ingestion.settings import Settings
from synthetic.province import Plan, make
from tests.conftest import REFERENCE
from tests.nights import build
from tests.oracle import COLUMNS

KEY = 8  # the columns that name a row
METHOD = COLUMNS.index("method")


def as_written(value: object) -> Decimal | str | None:
    """Numbers as numbers: 1 and 1.000000 are one."""
    if value is None or value == "":
        return None
    return value if isinstance(value, Decimal) else str(value)


def truth(folder: Path) -> dict[tuple, tuple]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [[row[name] for name in COLUMNS] for row in csv.DictReader(file)]
    return {tuple(row[:KEY]): _values(row) for row in rows}


def _values(row: list[str]) -> tuple:
    numbers = [
        as_written(value) if place == METHOD - KEY else value and Decimal(value)
        for place, value in enumerate(row[KEY:])
    ]
    return tuple(None if number == "" else number for number in numbers)


def published(warehouse: Settings) -> dict[tuple, tuple]:
    with psycopg.connect(warehouse.dsn("reader")) as reader:
        rows = reader.execute(f"select {', '.join(COLUMNS)} from marts.totals").fetchall()
    return {row[:KEY]: tuple(as_written(value) for value in row[KEY:]) for row in rows}


@pytest.fixture
def landed(warehouse: Settings, tmp_path: Path) -> Path:
    """The demo province, made, received, read, loaded and published."""
    make(tmp_path, Plan(seed=7), REFERENCE)
    night.run(str(tmp_path / "landing"), "demo")
    build(warehouse, "demo", is_tested=True)
    return tmp_path


def test_published_equals_truth(warehouse: Settings, landed: Path) -> None:
    """All rows, all columns."""
    want, have = truth(landed), published(warehouse)
    assert want
    missing, extra = sorted(want.keys() - have.keys()), sorted(have.keys() - want.keys())
    assert not missing, f"{len(missing)} rows are not published, e.g. {missing[:3]}"
    assert not extra, f"{len(extra)} published rows are not true, e.g. {extra[:3]}"
    wrong = {key: (want[key], have[key]) for key in want if want[key] != have[key]}
    assert not wrong, f"{len(wrong)} rows differ, e.g. {list(wrong.items())[:3]}"
