"""Growth and estimates of random provinces equal those worked out top-down in Python."""

from collections import Counter
from decimal import Context, localcontext
from typing import Any

import psycopg
import pytest

from tests.rollup import recomputed, recomputed_estimates
from tests.rollup.conftest import Published
from tests.rollup.judging import reference_of
from tests.rollup.random_provinces import Province, province

CHANGES = (
    "amount", "reason", "coverage", "comparable_unit_count", "comparable_total",
    "comparable_base_total", "comparable_reason",
)  # fmt: skip
RATES = ("rate_pct", "comparable_rate_pct")
ENDS = ("", "_lower", "_upper")


SAMPLE = 30  # provinces that are worked out a second time: it takes as long as the roll-up itself


def sample(published: Published) -> list[Province]:
    """The first of the provinces."""
    return [province(judged.number) for judged in published.judged[:SAMPLE]]


@pytest.fixture(scope="session")
def known(published: Published) -> list[recomputed.Known]:
    """What the oracle knows of every province."""
    return [recomputed.known(made, reference_of(made)) for made in sample(published)]


def fetch(published: Published, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(published.settings.dsn("reader")) as connection:
        return connection.execute(query).fetchall()


def of_sample(published: Published, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of the sample, by the beginning of the unit's code."""
    prefixes = {f"{judged.number:05d}" for judged in published.judged[:SAMPLE]}
    return [row for row in rows if row[0][:5] in prefixes]


def test_growth_is_that_of_the_figures(published: Published, known: list[recomputed.Known]) -> None:
    """Every row and column: amounts, rates with ends, coverage, and the reasons why not."""
    columns = [*CHANGES, *(f"{rate}{end}" for rate in RATES for end in ENDS)]
    key = "org_code, indicator, period, audience, grade, department, kind"
    found = {
        row[:7]: dict(zip(columns, row[7:], strict=True))
        for row in of_sample(
            published, fetch(published, f"select {key}, {', '.join(columns)} from marts.growth")
        )
    }
    with localcontext(Context(prec=1000)):
        expected = {
            key: {name: row[name] for name in CHANGES}
            | {f"{r}{e}": v for r in RATES for e, v in zip(ENDS, row[r], strict=True)}
            for one in known
            for key, row in recomputed.growth(one)
        }
    assert found.keys() == expected.keys()
    differing = [
        (key, name, row[name], expected[key][name])
        for key, row in found.items()
        for name in columns
        if row[name] != expected[key][name]
    ]
    assert not differing, f"{len(differing)} cells, say {differing[:5]}"
    seen = Counter(row["reason"] for row in found.values())
    for reason in (None, "no_figure_last_year", "incomplete_this_year", "base_may_be_zero"):
        assert seen[reason], f"no row with reason {reason}: {seen}"
    assert any(row["comparable_rate_pct"] is not None for row in found.values())


@pytest.mark.parametrize("method", ["units_with_all_parts", "population_weighted"])
def test_estimates_are_those_of_the_pieces(
    published: Published, known: list[recomputed.Known], method: str
) -> None:
    """Estimates, their ends and coverage, wherever a piece of the whole is known."""
    rule = {
        "units_with_all_parts": recomputed_estimates.ratio_estimates,
        "population_weighted": recomputed_estimates.surveyed_estimates,
    }[method]
    found = {
        row[:4]: row[4:]
        for row in of_sample(
            published,
            fetch(
                published,
                "select org_code, indicator, period, boundary, estimate, lower, upper, coverage"
                f" from marts.estimates where method_of_estimate = '{method}'"
                " and audience = 'total' and grade = 'total' and department = 'total'"
                " and kind = 'total'",
            ),
        )
    }
    with localcontext(Context(prec=1000)):
        expected = dict(row for one in known for row in rule(one))
    assert found.keys() == expected.keys()
    differing = [(key, row, expected[key]) for key, row in found.items() if row != expected[key]]
    assert not differing, f"{len(differing)} rows, say {differing[:3]}"
    assert len({key[3] for key in found}) == 2, "one boundary has none"


def test_estimates_never_stand_in_totals(published: Published) -> None:
    """What stands beside an estimate as published is what marts.totals publishes."""
    query = (
        "select count(*), count(*) filter (where t.total is distinct from e.published_value)"
        " from marts.estimates e left join marts.totals t using"
        " (org_code, indicator, period, audience, grade, department, kind, boundary)"
    )
    rows, differing = fetch(published, query)[0]
    assert rows and not differing
