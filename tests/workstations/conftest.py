"""One night of made-up registers and forms, and one real place's restated report, published."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion.reading.credit_code import check_character
from ingestion.settings import REPOSITORY, Settings
from tests.conftest import NewWarehouse
from tests.ingestion.files import STATIONS, cover, workbook
from tests.nights import published_night

HEAD = (
    "工作站名称", "建站单位", "统一社会信用代码", "工作站类型", "级别", "批准日期", "期满日期",
    "退出日期", "退出方式", "行政区划代码", "退出原因",
)  # fmt: skip
FORM = "院士专家工作站情况年报表"
ARRIVAL = datetime.fromisoformat("2024-01-10T09:00:00+08:00")
Row = dict[str, Any]


def code(number: int) -> str:
    """A sound credit code of a made-up host."""
    body = f"91420112MA4K{number:05d}"
    return body + check_character(body)


def wrong(sound: str) -> str:
    """The same with a wrong check character."""
    return sound[:17] + ("0" if sound[17] != "0" else "1")


def station(
    name: str,
    host: str,
    credit_code: str | None,
    approved: str | None = "2020-05-01",
    *,
    type: str | None = "专家工作站",
    grade: str | None = "市级",
    term: str | None = None,
    exited: str | None = None,
    kind: str | None = None,
    unit: str | None = None,
    reason: str | None = None,
) -> tuple[str | None, ...]:
    """A line of a register under HEAD."""
    return (name, host, credit_code, type, grade, approved, term, exited, kind, unit, reason)


@dataclass
class Landing:
    """Puts made-up registers and forms into a landing, each a day after the one before."""

    settings: Settings
    lines: list[str]

    def register(self, sender: str, year: int, *rows: tuple[str | None, ...], **more: str) -> None:
        """One register of an office for a year."""
        self.put(sender, {STATIONS: [HEAD, *rows]}, cover(sender, str(year), **more))

    def form(self, sender: str, year: int, *rows: tuple[str, object], header: str = "本级") -> None:
        """One yearly form, as a patch: nothing is required."""
        self.put(sender, {FORM: [("指标名称", header), *rows]}, cover(sender, str(year)))

    def put(self, sender: str, sheets: dict[str, Any], front: dict[str, str]) -> None:
        """One workbook; the manifest states when it arrived."""
        path = f"{sender}/{len(self.lines)}.xlsx"
        target = self.settings.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(workbook(front, sheets))
        arrived = ARRIVAL + timedelta(days=len(self.lines))
        self.lines.append(f"{path},{arrived.isoformat()},true")

    def publish(self, run_id: str) -> None:
        """Take everything in and publish it."""
        manifest = "\n".join(["path,received_at,is_synthetic", *self.lines])
        (self.settings.landing / "manifest.csv").write_text(manifest, encoding="utf-8")
        published_night(self.settings, run_id)


@pytest.fixture(scope="module")
def new_landing(new_warehouse: NewWarehouse) -> Iterator[Callable[[], Landing]]:
    """Makes landings, each of a warehouse of its own that the environment then names."""
    with pytest.MonkeyPatch.context() as patch:

        def make() -> Landing:
            settings = new_warehouse()
            patch.setenv("WAREHOUSE_STATE", str(settings.state))
            patch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
            return Landing(settings, [])

        yield make


def sample_report(landing: Landing) -> None:
    """The restated report of 荆州市 for 2021."""
    name = "2021年工作回顾与2022年重点.txt"
    target = landing.settings.landing / "421000" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    source = REPOSITORY / "demo" / "reports" / "421000" / name
    target.write_bytes(source.read_bytes())


def rows(settings: Settings, query: str, *values: object) -> list[Row]:
    """Rows of the published marts, as a reader sees them."""
    with psycopg.connect(settings.dsn("reader"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


def inner(settings: Settings, query: str, *values: object) -> list[Row]:
    """Rows of what lies behind the marts, as dbt sees them."""
    with psycopg.connect(settings.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


def day(text: str) -> date:
    return date.fromisoformat(text)
