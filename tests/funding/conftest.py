"""One small province, everything that arrives in it, and what is published of that; built once."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion import night
from ingestion.settings import REPOSITORY, Settings
from tests.conftest import REFERENCE, NewWarehouse
from tests.funding import cases
from tests.funding.desk import Desk
from tests.ingestion.files import TRANSFERS, cover, workbook
from tests.nights import at_work_on, build

REPORT = "2024年度部门整体绩效自评.txt"
TRANSFER_HEAD = ("拨款单位代码", "收款单位代码", "用途", "期间", "金额", "单位", "方向")
FUNDING = "科普经费情况年报表"
# accounts in 万元 as one office printed them: 2.70 are missing from the budget, 0.01 from the
# expenditure
ACCOUNTS = (
    ("部门年初预算批复数", "432.63"), ("年中追加预算（含上级转移支付）", "21.4"), ("上年结转", "0"),
    ("部门预算总额", "456.73"), ("部门决算支出合计", "379.43"), ("其中：基本支出", "263.69"),
    ("其中：项目支出", "115.73"),
)  # fmt: skip
Rows = Callable[..., list[dict[str, Any]]]


@dataclass
class Published:
    """The warehouse and what was put into it."""

    settings: Settings
    desk: Desk

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """What the database answers."""
        with psycopg.connect(self.settings.dsn("transformer"), row_factory=dict_row) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def published(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """Rows of cases.py and the files below, through every layer of dbt, its tests included."""
    reference = tmp_path_factory.mktemp("reference")
    write_reference(reference)
    settings = Settings(state=new_warehouse().state, reference=reference)
    desk = cases.desk()
    desk.load(settings)
    with at_work_on(settings):
        land(settings.landing)
        night.run(str(settings.landing), "funding")
    build(settings, "funding", is_tested=True)
    yield Published(settings, desk)


def write_reference(folder: Path) -> None:
    """The shipped reference files, of their units only those of cases.py."""
    for name, column in (
        ("org_units", "org_code"),
        ("org_unit_versions", "org_code"),
        ("org_unit_events", "from_code"),
        ("population", "org_code"),
        ("literacy_rates", None),
        ("functional_zones", None),
    ):
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row for row in reader if column and row[column] in cases.UNITS]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames or [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    for path in REFERENCE.glob("*.csv"):
        if not (folder / path.name).exists():
            (folder / path.name).write_bytes(path.read_bytes())


def land(landing: Path) -> None:
    """Files as offices send them: a report, its accounts as a form, a transfer from both sides."""
    report = (REPOSITORY / "demo" / "reports" / "420112" / REPORT).read_bytes()
    form = {FUNDING: [("指标名称", "单位", "本级"), *((n, "万元", v) for n, v in ACCOUNTS)]}
    paid = {TRANSFERS: [TRANSFER_HEAD, ("420100", "420112", "奖补", None, "12.35", "万元", "拨出")]}
    got = {
        TRANSFERS: [
            TRANSFER_HEAD,
            ("420100", "420112", "奖补", None, "100000", "元", "收到"),
            ("420100", "420112", "奖补", None, "20,000", "元", "收到"),
        ]
    }
    for name, data in {
        f"420112/{REPORT}": report,
        "420111/决算.xlsx": workbook(cover("420111", "2024"), form),
        "420100/拨付.xlsx": workbook(cover("420100", "2024"), paid),
        "420112/收到.xlsx": workbook(cover("420112", "2024"), got),
    }.items():
        target = landing / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
