"""The rules a person could dispute, three rows in and two rows out: dbt's own unit tests."""

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.dbt.running import dbt

RULES = {
    "stg_submissions": "the order in which submissions speak",
    "int_judged": "what is set aside",
    "int_two_figures": "what contradicts itself",
    "int_holding": "who speaks, and what an edit is",
    "int_adjusted_scopes": "how far an edit reaches",
    "int_cells": "what the catalogue permits",
    "int_cell_parts": "what makes up a whole",
    "int_cumulative": "flows out of cumulative figures",
    "int_parts": "totals out of parts",
    "int_quarters_built": "longer periods out of shorter ones",
    "int_halves_built": "halves out of quarters",
    "int_years_built": "years out of halves",
    "int_period_figures": "the scopes of a unit without children",
    "int_due": "who owes",
    "int_due_counts": "who owes below a unit",
    "int_heirs": "who stands for whom",
    "int_apportioned_figures": "what goes to heirs",
    "int_rollup_leaves": "what units without children publish",
    "int_rollup_leaf_sums": "what children give to their parent",
    "int_rollup_inner": "the way up the tree",
    "int_rollup": "residuals and differences",
    "int_ratio_cells": "what a ratio is made of",
    "int_ratios": "ratios out of their parts",
    "int_transfer_lines": "which line of a transfer sheet speaks",
    "int_transfer_matches": "the two sides of a transfer",
    "int_funding_accounts": "budgets against their parts",
    "funding_consolidated": "what elimination leaves as it was",
    "int_station_lines": "which line of a register counts",
    "int_stations": "what is known of a station",
    "int_station_homes": "where a station counts",
    "int_station_duplicates": "what may be one station under two keys",
    "int_register_complete": "when a register is complete",
    "int_stock_balance": "opening, new, closed, closing",
    "int_relation_comparisons": "relations between figures",
    "int_part_comparisons": "parts against totals",
    "int_period_comparisons": "years against their parts",
}


@pytest.fixture(scope="module")
def built(new_warehouse: NewWarehouse) -> Settings:
    """A warehouse in which nobody has reported: dbt asks its tables for columns.

    `dbt run --empty` would do as well, but cannot render a reference that has an alias.
    """
    settings = new_warehouse()
    for command in (["seed"], ["run", "--exclude", "path:models/marts"]):
        outcome = dbt(settings, *command)
        assert outcome.success, outcome.exception or [str(one.message) for one in outcome.result]
    return settings


def test_every_rule_gives_what_it_promises(built: Settings) -> None:
    """All unit tests of the dbt project pass, and every rule that may be disputed has some."""
    outcome = dbt(built, "test", "--select", "test_type:unit")
    assert outcome.exception is None, outcome.exception
    faults = [one.message for one in outcome.result if one.status != "pass"]
    assert not faults, "\n".join(map(str, faults))
    ran = {one.node.unique_id.split(".")[2] for one in outcome.result}
    assert set(RULES) <= ran, f"no unit test ran of {sorted(set(RULES) - ran)}"
