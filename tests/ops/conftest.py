"""Small nights to look at, without dbt."""

from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion import night
from ingestion.settings import Settings
from tests.nights import put

HEAD = (
    "报表名称,科普经费情况年报表\n行政区划代码,{code}\n报告期,2024\n报送类型,补充\n指标名称,本级\n"
)


def report(code: str, amount: object) -> bytes:
    """A made-up form of one figure."""
    return (HEAD.format(code=code) + f"捐赠,{amount}\n").encode()


def seen(settings: Settings, query: str, *values: Any) -> list[dict[str, Any]]:
    """Rows as an engineer's tool sees them."""
    with psycopg.connect(settings.dsn("monitor"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


@pytest.fixture
def mixed_night(warehouse: Settings) -> Settings:
    """A good file, the same once more, a broken one of an office, one of nobody, and a list."""
    put(warehouse, "420112/年报.csv", report("420112", 100))
    put(warehouse, "420112/年报-再发.csv", report("420112", 100))
    put(warehouse, "420102/坏文件.xlsx", b"PK\x03\x04 this was a workbook once")
    put(warehouse, "不知何处/坏文件.xlsx", b"PK\x03\x04 this was another")
    night.run(str(warehouse.landing), "night-1")
    return warehouse
