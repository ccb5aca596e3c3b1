"""The faults, as data: in which file which text is replaced by which, and what that does."""

from dataclasses import dataclass

LEVEL = "dbt_project/macros/rollup_level.sql"
LONGER = "dbt_project/macros/longer_periods.sql"
INTERMEDIATE = "dbt_project/models/intermediate"


@dataclass(frozen=True)
class Fault:
    """One fault; `old` stands exactly once in `file`."""

    name: str
    does: str
    file: str
    old: str
    new: str


FAULTS = (
    Fault(
        "child dropped",
        "children whose code ends in 2 are left out of their parent's total",
        LEVEL,
        "            from {{ below }}\n",
        "            from {{ below }} where org_code not like '%2'\n",
    ),
    Fault(
        "child doubled",
        "children whose code ends in 2 are added twice",
        LEVEL,
        "            from {{ below }}\n",
        "            from (\n"
        "                select * from {{ below }}\n"
        "                union all select * from {{ below }} where org_code like '%2'\n"
        "            ) as doubled\n",
    ),
    Fault(
        "inclusive total added",
        "the reported inclusive total is added to own figure and children",
        LEVEL,
        "coalesce(nodes.own_value, 0) + coalesce(nodes.children_value, 0) end as value",
        "coalesce(nodes.own_value, 0) + coalesce(nodes.children_value, 0)"
        " + coalesce(nodes.inclusive_value, 0) end as value",
    ),
    Fault(
        "partial closed above",
        "a total has an upper end although reports are missing",
        LEVEL,
        "                    and known.is_complete\n",
        "",
    ),
    Fault(
        "not raised",
        "a reported total stands below what its parts prove",
        LEVEL,
        "                else computed.lower\n",
        "                else null::numeric\n",
    ),
    Fault(
        "assumed completes",
        "a number of unknown scope below completes its parent",
        LEVEL,
        "                    where method is distinct from 'computed'\n",
        "                    where coalesce(method, '') not in ('computed', 'assumed')\n",
    ),
    Fault(
        "missing is zero",
        "a unit of which nothing is known has the total zero",
        LEVEL,
        "                when computed.has_number then 'partial'\n            end as method",
        "                else 'partial'\n            end as method",
    ),
    Fault(
        "first word holds",
        "of several figures the earliest holds, not the latest",
        f"{INTERMEDIATE}/int_assertions.sql",
        "speaks_at desc, correction_depth desc",
        "speaks_at asc, correction_depth desc",
    ),
    Fault(
        "report before form",
        "a written report holds before a form",
        f"{INTERMEDIATE}/int_assertions.sql",
        "is_narrative::integer * 2",
        "(not is_narrative)::integer * 2",
    ),
    Fault(
        "start not subtracted",
        "a period's flow is the cumulative figure at its end",
        f"{INTERMEDIATE}/int_cumulative.sql",
        "coalesce(with_start.end_value, 0) - coalesce(with_start.start_value, 0) as value",
        "coalesce(with_start.end_value, 0) as value",
    ),
    Fault(
        "half a whole",
        "a total is built although some of its parts are missing",
        f"{INTERMEDIATE}/int_parts.sql",
        "    having count(*) = exhaustive.member_count\n",
        "",
    ),
    Fault(
        "short year",
        "a longer flow is built although some of its periods are missing",
        LONGER,
        "    having count(*) = needed\n",
        "",
    ),
    Fault(
        "heir takes all",
        "figures go to a successor in full, whatever its share",
        f"{INTERMEDIATE}/int_latest_figures.sql",
        "sum(own_value * weight) as own_value",
        "sum(own_value) as own_value",
    ),
    Fault(
        "ends inward",
        "the upper end of a ratio is rounded down",
        f"{INTERMEDIATE}/int_ratios_rebuilt.sql",
        "ceil6('numerator_upper * factor', 'denominator_lower')",
        "floor6('numerator_upper * factor', 'denominator_lower')",
    ),
)
