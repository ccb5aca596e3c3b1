"""The faults, as data: in which file which text is replaced by which, what that does, and what must
see it."""

from dataclasses import dataclass

from tests.mutants.suites import GROWTH, HISTORIES, MONEY, NIGHTS, STATIONS, Suite

MACROS = "dbt_project/macros"
INTERMEDIATE = "dbt_project/models/intermediate"
NODES = f"{MACROS}/rollup_nodes.sql"
CHILDREN = f"{MACROS}/children_sums.sql"
HOLDING = f"{INTERMEDIATE}/int_holding.sql"
JUDGED = f"{INTERMEDIATE}/int_judged.sql"
CUMULATIVE = f"{MACROS}/cumulative_differences.sql"
APPORTIONED = f"{INTERMEDIATE}/int_apportioned_figures.sql"
RATIOS = f"{INTERMEDIATE}/int_ratios.sql"
DIRTY = f"{INTERMEDIATE}/int_dirty.sql"


@dataclass(frozen=True)
class Fault:
    """One fault; `old` stands exactly once in `file`.

    Without tests of its own it must be seen by comparing totals with the oracle.
    """

    name: str
    does: str
    file: str
    old: str
    new: str
    seen_by: Suite | None = None


WHO_SPEAKS = (
    Fault(
        "first word holds",
        "of several figures the earliest holds, not the latest",
        HOLDING,
        "        -submissions.speaks_no as recency",
        "        submissions.speaks_no as recency",
    ),
    Fault(
        "report before form",
        "a written report holds before a form",
        HOLDING,
        "1 + submissions.is_narrative::integer * 2 + (not judged.is_own_office)::integer as rank",
        "1 + (not submissions.is_narrative)::integer * 2"
        " + (not judged.is_own_office)::integer as rank",
    ),
    Fault(
        "another office first",
        "what another office filed holds before the unit's own word",
        HOLDING,
        "(not judged.is_own_office)::integer as rank",
        "judged.is_own_office::integer as rank",
    ),
    Fault(
        "contradiction believed",
        "of two different figures in one submission one holds",
        f"{INTERMEDIATE}/int_two_figures.sql",
        "and min(statement) <> max(statement)",
        "and false",
    ),
    Fault(
        "erasure is silence",
        "a figure that was erased stands",
        HOLDING,
        "('value', 'zero', 'not_applicable', 'erased') as can_say",
        "('value', 'zero', 'not_applicable') as can_say",
    ),
    Fault(
        "withdrawn speaks",
        "what a submission said that was withdrawn or quarantined still stands",
        JUDGED,
        "when not placed.is_accepted then 'submission_not_accepted'",
        "when placed.is_accepted is null then 'submission_not_accepted'",
    ),
    Fault(
        "edit into total",
        "an edit is taken for a report and goes into the total",
        JUDGED,
        "        when placed.submission_kind = 'edit' then 'edit'\n",
        "",
    ),
)

WITHIN_A_UNIT = (
    Fault(
        "start not subtracted",
        "a period's flow is the cumulative figure at its end",
        CUMULATIVE,
        "coalesce(with_start.end_value, 0) - coalesce(with_start.start_value, 0) as value",
        "coalesce(with_start.end_value, 0) as value",
    ),
    Fault(
        "flow across a change",
        "cumulative figures are subtracted across a merger of the unit",
        CUMULATIVE,
        "(with_start.scope = 'own' and changed.org_code is null)",
        "(with_start.scope = 'own')",
    ),
    Fault(
        "half a whole",
        "a total is built although some of its parts are missing",
        f"{INTERMEDIATE}/int_parts.sql",
        "    having count(*) = wholes.parts_needed\n",
        "",
    ),
    Fault(
        "short year",
        "a longer flow is built although some of its periods are missing",
        f"{MACROS}/longer_periods.sql",
        "    having count(*) = needed\n",
        "",
    ),
    Fault(
        "stock of the beginning",
        "a stock of a longer period is the one that begins it",
        f"{MACROS}/longer_periods.sql",
        "not cells.is_opening_stock and parts.ends)",
        "not cells.is_opening_stock and parts.begins)",
    ),
    Fault(
        "scopes apart in leaves",
        "the inclusive figure of a unit without children is not its own",
        f"{INTERMEDIATE}/int_period_figures.sql",
        "        when units.inclusive_state is not null then units.inclusive_{{ part }}\n",
        "",
    ),
)

UP_THE_TREE = (
    Fault(
        "child dropped",
        "children whose code ends in 2 are left out of their parent's total",
        CHILDREN,
        "where parent_code is not null",
        "where parent_code is not null and org_code not like '%2'",
    ),
    Fault(
        "child doubled",
        "children whose code ends in 2 are added twice",
        CHILDREN,
        "        sum(total) as value,\n",
        "        sum(total * case when org_code like '%2' then 2 else 1 end) as value,\n",
    ),
    Fault(
        "inclusive total added",
        "the reported inclusive total is added to own figure and children",
        NODES,
        "coalesce(nodes.own_value, 0) + coalesce(nodes.children_value, 0) end as value",
        "coalesce(nodes.own_value, 0) + coalesce(nodes.children_value, 0)"
        " + coalesce(nodes.inclusive_value, 0) end as value",
    ),
    Fault(
        "partial closed above",
        "a total has an upper end although reports are missing",
        NODES,
        "                    and known.is_complete\n",
        "",
    ),
    Fault(
        "open end closed",
        "a child without an upper end leaves its parent with one",
        NODES,
        "                    and not nodes.children_open_above\n",
        "",
    ),
    Fault(
        "unheard of child",
        "a child that owes and of which nobody said anything is not missed",
        NODES,
        "and nodes.due_children_heard_of = nodes.due_children as is_complete",
        "as is_complete",
    ),
    Fault(
        "not raised",
        "a reported total stands below what its parts prove",
        NODES,
        "                else computed.lower\n",
        "                else null::numeric\n",
    ),
    Fault(
        "does not give way",
        "a reported total that cannot be true stands under its method",
        NODES,
        "when not nodes.may_be_negative and nodes.inclusive_upper < computed.lower then 'partial'",
        "when false then 'partial'",
    ),
    Fault(
        "assumed completes",
        "a number of unknown scope below completes its parent",
        CHILDREN,
        "            and method is distinct from 'reported'\n",
        "            and method is distinct from 'reported'"
        " and method is distinct from 'assumed'\n",
    ),
    Fault(
        "zone added to its city",
        "a zone that its districts count already is added once more",
        f"{INTERMEDIATE}/int_tree.sql",
        "                then versions.parent_code\n",
        "                then versions.parent_code else versions.parent_code\n",
    ),
)

ON_THE_LATEST_TREE = (
    Fault(
        "heir takes all",
        "figures go to a successor in full, whatever its share",
        APPORTIONED,
        "sum(own_value * weight) as own_value",
        "sum(own_value) as own_value",
    ),
    Fault(
        "part of an heir",
        "an heir has reported as soon as one of those has whose figures it takes",
        APPORTIONED,
        "summed.due_and_in = coalesce(heirs_due.due_count, 0)",
        "summed.due_and_in >= least(1, coalesce(heirs_due.due_count, 0))",
    ),
    Fault(
        "not whole",
        "an inclusive figure comes along though something below the unit changed",
        f"{INTERMEDIATE}/int_latest_figures.sql",
        "case when heirs.is_whole then figures.{{ column }} end as {{ column }}",
        "figures.{{ column }}",
    ),
    Fault(
        "heirs owe nothing",
        "a unit that was taken over owes nothing on the latest tree",
        f"{INTERMEDIATE}/int_due.sql",
        "    and due_then.org_code = succession.from_code\n",
        "    and due_then.org_code = succession.from_code\n"
        "    and succession.from_code = succession.to_code\n",
    ),
)

BESIDE_A_TOTAL = (
    Fault(
        "not due counts",
        "completeness counts reports of units that owed none",
        NODES,
        "(coalesce(due.is_due, false) and known.own_is_reported)::integer as reported_count",
        "known.own_is_reported::integer as reported_count",
    ),
    Fault(
        "weight without report",
        "who is silent this year weighs as if it had reported",
        NODES,
        "case when known.own_is_reported then known.weight else 0 end as weight_in",
        "known.weight as weight_in",
    ),
    Fault(
        "hedged below forgotten",
        "the hedged share knows of the unit's own figure only",
        NODES,
        "then nodes.own_hedged + nodes.children_hedged",
        "then nodes.own_hedged",
    ),
    Fault(
        "ratio cut off",
        "a ratio is rounded down, not half up",
        RATIOS,
        "round6('gathered.numerator * gathered.factor', 'gathered.denominator')",
        "floor6('gathered.numerator * gathered.factor', 'gathered.denominator')",
    ),
    Fault(
        "ends inward",
        "the upper end of a ratio is rounded down",
        RATIOS,
        "then {{ ceil6('gathered.numerator_upper * gathered.factor', 'gathered.denominator_lower')",
        "then {{ floor6('gathered.numerator_upper * gathered.factor',"
        " 'gathered.denominator_lower')",
    ),
    Fault(
        "ratio of a part",
        "a ratio is rebuilt although only some have reported its parts",
        RATIOS,
        "and nodes.method in ('computed', 'reported')",
        "and nodes.method in ('computed', 'reported', 'partial')",
    ),
    Fault(
        "nothing after edits",
        "where nobody edited there is no adjusted total",
        "dbt_project/models/marts/totals.sql",
        "case when scopes.indicator is null then figures.total else figures.after_edits end",
        "figures.after_edits",
    ),
    Fault(
        "growth over all units",
        "comparable growth takes in units that reported in one of the years only",
        f"{INTERMEDIATE}/int_growth_comparable.sql",
        "    inner join own as before\n",
        "    left join own as before\n",
        GROWTH,
    ),
)

NIGHT_AFTER_NIGHT = (
    Fault(
        "ancestors forgotten",
        "a night computes what changed again, but not the units above",
        DIRTY,
        "        on with_next_year.org_code = ancestors.org_code\n",
        "        on with_next_year.org_code = ancestors.org_code\n"
        "        and ancestors.ancestor_code = ancestors.org_code\n",
        NIGHTS,
    ),
    Fault(
        "next year forgotten",
        "last year's figures change, and this year's completeness by value does not",
        DIRTY,
        "with_ratios.indicator, with_ratios.period_year + 1\n",
        "with_ratios.indicator, with_ratios.period_year\n",
        NIGHTS,
    ),
    Fault(
        "heirs forgotten",
        "a night computes a unit again, but not those that its figures went to",
        DIRTY,
        "        on changed.org_code = succession.from_code\n",
        "        on changed.org_code = succession.from_code\n"
        "        and succession.from_code = succession.to_code\n",
        NIGHTS,
    ),
    Fault(
        "old rows stay",
        "what a night computes again stands beside what it replaces",
        f"{MACROS}/dirty.sql",
        "    where true {{ only_dirty('figures') }}\n",
        "    where false\n",
        NIGHTS,
    ),
    Fault(
        "pending not published",
        "a night's totals are built, but publishing is not told of them",
        f"{MACROS}/remember_build.sql",
        "period_year from intermediate.int_dirty')",
        "period_year from intermediate.int_dirty where false')",
        HISTORIES,
    ),
)

LEDGERS = (
    Fault(
        "one side eliminated",
        "consolidation takes a transfer from those who paid, not from those who received",
        "dbt_project/models/marts/funding_consolidated.sql",
        "coalesce(told.matched_yuan, 0) as eliminated_yuan",
        "case own.item when 'subsidies_granted' then coalesce(told.matched_yuan, 0) else 0 end"
        " as eliminated_yuan",
        MONEY,
    ),
    Fault(
        "station counted twice",
        "a station that its district and its city list is two stations",
        f"{INTERMEDIATE}/int_station_lines.sql",
        "credit_code || '/' || type || '/' || grade\n",
        "credit_code || '/' || type || '/' || grade || '/' || sender_code\n",
        STATIONS,
    ),
)

FAULTS = (
    *WHO_SPEAKS,
    *WITHIN_A_UNIT,
    *UP_THE_TREE,
    *ON_THE_LATEST_TREE,
    *BESIDE_A_TOTAL,
    *NIGHT_AFTER_NIGHT,
    *LEDGERS,
)
