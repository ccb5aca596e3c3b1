"""Every model says what it is and what its rows are, in a YAML file of its own beside it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.running import invoke

CHINESE = re.compile("[一-鿿]")
LAYERS = ("staging", "intermediate", "marts")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The project as dbt reads it."""
    outcome = invoke(tmp_path_factory.mktemp("dbt"), "parse")
    assert outcome.success, outcome.exception
    return outcome.result


@pytest.fixture(scope="module")
def models(manifest: Any) -> dict[str, Any]:
    """The models of this project by name."""
    found = {n.name: n for n in manifest.nodes.values() if n.resource_type == "model"}
    assert found
    return found


def of_layer(models: dict[str, Any], layer: str) -> list[Any]:
    found = [model for model in models.values() if model.fqn[1] == layer]
    assert found, f"the layer {layer} has no model"
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_each_has_its_own_yaml(models: dict[str, Any], layer: str) -> None:
    """One file beside each model, with the model's name."""
    for model in of_layer(models, layer):
        written = Path((model.patch_path or "").removeprefix(f"{model.package_name}://"))
        beside = Path(model.original_file_path).with_suffix(".yml")
        assert written == beside, f"{model.name} is described in {written}, not in {beside}"


@pytest.mark.parametrize("layer", LAYERS)
def test_each_says_its_grain(models: dict[str, Any], layer: str) -> None:
    """A description ends with what one row is."""
    for model in of_layer(models, layer):
        what, _, grain = model.description.strip().rpartition("One row per ")
        assert what, f"{model.name} has no description before its grain, or no grain"
        assert grain.find(".") == len(grain) - 1, f"{model.name} does not end with its grain"


@pytest.mark.parametrize("layer", LAYERS[:2])
def test_each_is_tested_for_its_grain(manifest: Any, models: dict[str, Any], layer: str) -> None:
    """Models without a contract have a test that their key is one."""
    tested = {
        node.attached_node
        for node in manifest.nodes.values()
        if node.resource_type == "test"
        and getattr(node, "test_metadata", None) is not None  # a test in a file of its own has none
        and node.test_metadata.name == "unique_grain"
    }
    untested = [m.name for m in of_layer(models, layer) if m.unique_id not in tested]
    assert not untested, f"no test unique_grain: {untested}"


def test_marts_have_key_contract_and_chinese_comments(models: dict[str, Any]) -> None:
    """What tools outside read: an enforced contract, a primary key, a comment on every column."""
    for mart in of_layer(models, "marts"):
        assert mart.contract.enforced, f"{mart.name} has no enforced contract"
        keys = [c.columns for c in mart.constraints if c.type.value == "primary_key"]
        assert len(keys) == 1, f"{mart.name} has {len(keys)} primary keys"
        assert set(keys[0]) <= set(mart.columns), f"{mart.name}: its key names no column"
        assert CHINESE.search(mart.description), f"{mart.name} has no Chinese description"
        bare = [name for name, c in mart.columns.items() if not CHINESE.search(c.description)]
        assert not bare, f"{mart.name}: no Chinese comment on {bare}"


def test_marts_have_plain_types(models: dict[str, Any]) -> None:
    """Types that every tool reads: no text, json, ranges, arrays or uuid."""
    plain = re.compile(
        r"varchar\(\d+\)|numeric\(\d+, \d+\)|integer|bigint|date|boolean|timestamptz"
    )
    for mart in of_layer(models, "marts"):
        types = {name: column.data_type for name, column in mart.columns.items()}
        other = {name: kind for name, kind in types.items() if not plain.fullmatch(kind)}
        assert not other, f"{mart.name}: {other}"
