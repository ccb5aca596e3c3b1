"""Random provinces: the contributions of every published figure add up to it, step by step; those
of totals, and those of adjusted totals, where edits speak."""

from collections import Counter, defaultdict
from decimal import Context, Decimal

import pytest

from ingestion.settings import Settings
from tests.trace import figures
from tests.trace.conftest import ROUNDED
from tests.trace.figures import BESIDE, MARTS, TERMS, Figure

ZERO, EXACT = Decimal(0), Context(prec=100)
CELL = (
    "totals.org_code, totals.indicator, totals.period, totals.audience, totals.grade,"
    " totals.department, totals.kind, totals.boundary"
)


@pytest.fixture(scope="module", params=MARTS)
def mart(request: pytest.FixtureRequest) -> str:
    """Both editions of published figures: as reported, and after edits."""
    return request.param


@pytest.fixture(scope="module")
def published(traced: Settings, mart: str) -> list[Figure]:
    """Every published total with its contributions."""
    found = figures.published(traced, mart)
    assert len(found) > 1000
    return found


def number(figure: Figure, column: str) -> Decimal | None:
    """A figure of a row of totals."""
    told = figure.row[column]
    return None if told is None else Decimal(str(told))


def test_every_total_is_the_sum_of_its_contributions(published: list[Figure]) -> None:
    """So are its ends, where those of all contributions are closed; a ratio is the quotient."""
    seen: Counter[str] = Counter()
    for figure in published:
        if figures.total(figure.lines) is None and number(figure, "total") is None:
            continue
        terms = [line for line in figure.lines if line["step"] in TERMS]
        if terms:
            seen["ratio"] += 1
            assert figures.quotient(terms) == number(figure, "total"), figure
            assert not figure.added
            continue
        seen[figure.row["method"]] += 1
        assert figures.total(figure.added) == number(figure, "total"), figure
        for end in ("lower", "upper"):
            if number(figure, end) is not None and figures.closed(figure.added, f"amount_{end}"):
                seen[end] += 1
                assert figures.total(figure.added, f"amount_{end}") == number(figure, end), figure
    assert min(seen[one] for one in ("computed", "reported", "partial", "assumed", "ratio")) > 9
    assert min(seen["lower"], seen["upper"]) > 100, seen


def test_lines_are_those_of_the_method(published: list[Figure]) -> None:
    """computed and partial: own and children. reported and assumed: what was said, and beside it
    own, children and the residual, which make the total as well."""
    seen: Counter[str] = Counter()
    for figure in published:
        row, steps = figure.row, figure.steps()
        seen.update(steps.keys())
        if set(steps) & set(TERMS) or row["total"] is None:
            continue
        if row["method"] in ("computed", "partial"):
            assert set(steps) <= {"own", "child"}, figure
            assert figures.total(steps["child"]) == number(figure, "children"), figure
            assert figures.total(steps["own"]) == number(figure, "own"), figure
        elif number(figure, "residual") is not None and "residual" in steps:
            beside = [line for line in figure.lines if not line["is_added"]]
            assert {line["step"] for line in beside} <= set(BESIDE), figure
            assert figures.total(beside) == number(figure, "total"), figure
        if row["method"] == "assumed":
            assert steps["unknown"], figure
    for one in ("own", "child", "inclusive", "unknown", "raised", "children", "residual", *TERMS):
        assert seen[one], f"{one} never occurred: {seen}"


def test_lines_lead_down_to_observations(
    traced: Settings, mart: str, published: list[Figure]
) -> None:
    """Followed in Python over marts.trace: every part is the sum of its own lines, each with the
    number that is taken from it, until assertions, of which every step of building occurs."""
    after = mart == "adjusted_totals"
    lines = defaultdict(list)
    for row in figures.rows(traced, "select * from marts.trace where is_adjusted = %s", after):
        lines[figures.figure_of(row)].append(row)
    totals = {figures.total_of(figure.row, after): figure for figure in published}
    for key, made_of in lines.items():
        for line in made_of:
            if line["part_org_code"] is None:
                continue
            part = figures.part_of(line, after)
            below = lines[part][0]["value"] if part in lines else number(totals[part], "total")
            taken = None if below is None else EXACT.multiply(below, line["weight"])
            assert line["amount"] == taken, (key, line)
        if made_of[0]["step"] not in TERMS:
            assert figures.total(made_of) == made_of[0]["value"], (key, made_of)
    for figure in published:
        for line in figure.lines:
            part = figures.part_of(line, after)
            if line["part_org_code"] is not None:
                assert part in lines or part in totals, (figure, line)
    seen = Counter(line["step"] for made_of in lines.values() for line in made_of)
    for one in ("asserted", "merged", "end", "start", "cut", "part", "shorter", "apportioned"):
        assert seen[one], f"{one} never occurred: {seen}"


def add_up(traced: Settings, query: str, is_adjusted: bool, ends: Counter[str]) -> int:
    """Every figure of the query is the sum of the contributions that trace_of gives, whose ends
    are assertions, cuts, roundings and what was raised; gives how deep it went."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    right: dict[str, Decimal] = {}
    deepest = 0
    steps = f"""
        select figures.total, figures.name, steps.*
        from (
            select {CELL}, totals.total, concat_ws('|', {CELL}) as name
            from ({query}) as totals
        ) as figures
        cross join lateral marts.trace_of(
            {CELL.replace("totals.", "figures.")}, of_is_adjusted => %s
        ) as steps
    """
    for row in figures.rows(traced, steps, is_adjusted):
        if row["step"] in TERMS and row["depth"] == 1:
            continue
        deepest = max(deepest, row["depth"])
        if row["part_org_code"] is None and row["is_added"]:
            ends[row["step"]] += 1
            assert row["step"] in ("asserted", "cut", "raised", "rounding"), row
            assert (row["step"] == "asserted") == (row["observation_id"] is not None)
        if row["contribution"] is not None:
            sums[row["name"]] += row["contribution"]
            right[row["name"]] = row["total"]
    assert len(right) > 100
    assert {key: sums[key] for key in right} == right
    return deepest


def test_all_ways_down_together_make_the_figure(traced: Settings) -> None:
    """Of every total of the provinces themselves: trace_of ends in observations, cuts and what
    was raised, and these ends, each counted with its signs and weights, are the figure."""
    ends: Counter[str] = Counter()
    query = """
        select totals.*
        from marts.totals
        inner join marts.dim_org_unit as units on totals.org_code = units.org_code
        where units.level = 'province' and totals.total is not null
    """
    assert add_up(traced, query, False, ends) > 4
    assert min(ends["asserted"], ends["cut"], ends["raised"]) > 0, ends


def test_all_ways_down_together_make_the_adjusted_figure(traced: Settings) -> None:
    """Of every adjusted total where edits speak, of every unit. Some of the assertions are those
    of edits, which no total rests on."""
    ends: Counter[str] = Counter()
    query = f"""
        select {CELL}, totals.adjusted_total as total
        from marts.totals
        inner join marts.adjusted_totals as adjusted
            on ({CELL}) = ({CELL.replace("totals.", "adjusted.")})
        where totals.adjusted_total is not null
    """
    assert add_up(traced, query, True, ends) > 4
    assert min(ends["asserted"], ends["cut"], ends["raised"]) > 0, ends
    by_edits = """
        select trace.is_adjusted, count(*) as lines
        from marts.trace
        inner join marts.submissions using (submission_id)
        where submissions.kind = 'edit'
        group by trace.is_adjusted
    """
    (told,) = figures.rows(traced, by_edits)
    assert told["is_adjusted"] and told["lines"] > 10


def test_where_no_edit_speaks_the_adjusted_figure_is_the_total(traced: Settings) -> None:
    """Asked for either edition, totals and figures of units have the same lines, at all depths."""
    query = f"""
        select totals::text as figure, scope, steps.*
        from (
            select {CELL} from marts.totals
            where not exists (
                select from marts.adjusted_totals as adjusted
                where adjusted.indicator = totals.indicator
                    and left(adjusted.period, 4) = left(totals.period, 4)
            )
            order by md5(totals::text) limit 300
        ) as totals
        cross join (values ('total'), ('own')) as scopes (scope)
        cross join lateral marts.trace_of(
            {CELL}, of_scope => scope, of_is_adjusted => %s
        ) as steps
        order by totals::text, scope, path
    """
    reported, adjusted = (figures.rows(traced, query, edition) for edition in (False, True))
    assert {row["scope"] for row in reported} == {"total", "own"}
    assert len(reported) > 300 and reported == adjusted


def test_rounding_is_a_line(traced: Settings) -> None:
    """0.000004 of 0.0000001, twice, is published as 0.000000000001: 2e-13 are rounding."""
    steps = figures.rows(
        traced,
        "select * from marts.trace_of(%s, 'act_total', '2024', of_boundary => 'latest')",
        f"{ROUNDED}002",
    )
    taken = Decimal("0.0000000000004")
    assert [(step["depth"], step["step"], step["contribution"]) for step in steps] == [
        (1, "own", None),
        (2, "apportioned", None),
        (3, "asserted", taken),
        (2, "apportioned", None),
        (3, "asserted", taken),
        (2, "rounding", Decimal("0.0000000000002")),
    ]
    assert steps[0]["amount"] == Decimal("0.000000000001")


def test_the_past_is_traced_alike(traced: Settings, mart: str) -> None:
    """As of now, marts_history.trace_of tells what marts.trace_of tells; before, nothing."""
    cell = "org_code, indicator, period, audience, grade, department, kind, boundary"
    adjusted = ", of_is_adjusted => true" if mart == "adjusted_totals" else ""
    query = f"""
        with drawn as (select {cell} from marts.{mart} as it order by md5(it::text) limit 200)
        select (now.*)::text as line
        from drawn cross join lateral {{}}
        order by 1
    """
    told = [
        [row["line"] for row in figures.rows(traced, query.format(f"{function} as now"))]
        for function in (
            f"marts.trace_of({cell}{adjusted})",
            f"marts_history.trace_of(now(), {cell}{adjusted})",
            f"marts_history.trace_of('2000-01-01', {cell}{adjusted})",
        )
    ]
    assert told[0] and told[0] == told[1]
    assert told[2] == []
