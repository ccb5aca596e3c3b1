"""Golden cases: oddities with rows that anybody can check by hand."""

from decimal import Decimal

import pytest

from tests.oracle import COLUMNS
from tests.rollup import golden_cases
from tests.rollup.building import differences
from tests.rollup.conftest import Small
from tests.rollup.golden_cases import Case, Row
from tests.rollup.judging import KEY_COLUMNS, Rows, judge

CASES = golden_cases.cases()


def ids(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_oracle_says_so(case: Case) -> None:
    """Every expected row, in every column that the case names; and no absent one."""
    assert case.why
    assert case.expected
    assert told_otherwise(case, judge(case.province, golden_cases.tables())) == []


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_sql_says_so(case: Case, small: Small) -> None:
    """The same through raw and every layer of dbt; and all other rows as the oracle has them."""
    found = small.rows[case.name]
    assert told_otherwise(case, found) == []
    assert differences(found, judge(case.province, golden_cases.tables())) == []


def told_otherwise(case: Case, rows: Rows) -> list[str]:
    """Where rows are not as the case expects, a line each."""
    lines = [f"there is a row {row}" for row in case.absent if _key(row) in rows]
    for row in case.expected:
        if _key(row) not in rows:
            lines.append(f"there is no row {row}")
            continue
        said = dict(zip(COLUMNS[len(KEY_COLUMNS) :], rows[_key(row)], strict=True))
        lines += [
            f"{column} is {said[column]}: {row}"
            for column in row.keys() - set(KEY_COLUMNS)
            if said[column] != row[column]
        ]
    return lines


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in KEY_COLUMNS)


def test_expected_columns_exist() -> None:
    """A misspelt column would be compared with nothing."""
    for case in CASES:
        for row in (*case.expected, *case.absent):
            assert row.keys() <= set(COLUMNS), case.name
            assert all(
                value is None or isinstance(value, Decimal)
                for column, value in row.items()
                if column in COLUMNS[8:] and column != "method"
            ), case.name
