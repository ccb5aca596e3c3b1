"""The rules a person could dispute, three rows in and two rows out: dbt's own unit tests."""

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.dbt.running import dbt

RULES = {
    "int_assertions": "who speaks",
    "int_observations_checked": "what is set aside",
    "int_cumulative": "flows out of cumulative figures",
    "int_parts": "totals out of parts",
    "int_quarters_built": "longer periods out of shorter ones",
    "int_period_figures": "the scopes of a unit without children",
    "int_rollup": "the way up the tree",
    "int_ratios_rebuilt": "ratios out of their parts",
    "int_transfer_lines": "which line of a transfer sheet speaks",
    "int_transfer_matches": "the two sides of a transfer",
    "int_funding_accounts": "budgets against their parts",
    "funding_consolidated": "what elimination leaves as it was",
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
