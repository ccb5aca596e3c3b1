"""A rerun by the command line; what it changes, and when, is shown with its DAG."""

import re
from dataclasses import replace

import pytest

from ingestion import night as nightly
from ingestion.cli import main
from ingestion.publishing import dbt_run
from ingestion.reading import read
from ingestion.rereading.scope import RerunError, Scope
from ingestion.settings import Settings
from tests import nights
from tests.conftest import REFERENCE, drop_warehouse
from tests.nights import at_work_on
from tests.publication.little import little

FORM = """报表名称,科普经费情况年报表
行政区划代码,{}
报告期,{}
报送类型,补充
指标名称,本级
捐赠,{}
"""
SHAPE = {
    "org_code": "varchar(12)", "indicator": "varchar(64)", "period": "varchar(7)",
    "kind": "varchar(32)", "value": "numeric(38,12)",
}  # fmt: skip
MODEL = """
select {} from {{{{ source('raw', 'observations') }}}} as said
inner join {{{{ source('raw', 'submissions') }}}} as states
    on said.submission_id = states.submission_id and states.state like 'accepted%'
"""
PUBLISHED = "select org_code, period, value from marts.figures order by 1, 2"
RAW = "select submission_id, state, received_at, source_uri from raw.submissions order by 1"


@pytest.fixture
def misread(server, new_warehouse, tmp_path, monkeypatch):
    """Two forms of which an earlier reader took ten times the figures, published."""
    made = Settings(new_warehouse().state, REFERENCE)
    project = little(tmp_path, made, monkeypatch)
    project.mart("figures", SHAPE, [name for name in SHAPE if name != "value"])
    chosen = ", ".join(f"said.{name}::{kind} as {name}" for name, kind in SHAPE.items())
    (project.folder / "models" / "marts" / "figures.sql").write_text(MODEL.format(chosen))
    real = REFERENCE.parent / "models" / "staging" / "_sources.yml"
    (project.folder / "models" / "_sources.yml").write_bytes(real.read_bytes())
    nights.put(made, "420100/年报.csv", FORM.format("420100", "2024", 5).encode(), "2025-01-20")
    nights.put(made, "420200/年报.csv", FORM.format("420200", "2023", 7).encode(), "2024-01-20")
    with at_work_on(made):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(read, "read", tenfold)
            nightly.run(str(made.landing), "first")
        publish("first")
        yield made
    drop_warehouse(server, made)


def tenfold(*given, read_now=read.read, **told):
    """The reader of an earlier version (made up)."""
    parsed = read_now(*given, **told)
    filings = [
        replace(
            one,
            observations=tuple(
                said._replace(**{name: getattr(said, name) * 10 for name in ENDS})
                for said in one.observations
            ),
        )
        for one in parsed.filings
    ]
    return replace(parsed, filings=tuple(filings))


ENDS = ("value", "lower", "upper")


def publish(run_id):
    """Build the little project and publish it."""
    for layer in ("seeds", "marts", "publish"):
        dbt_run.run_layer(layer, run_id)


def test_a_killed_rerun_is_repeated_and_an_old_one_refused(misread, capsys):
    """The same once more adds nothing; what no dry run showed is not written."""
    asked = ["rerun", "--form", "funding"]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "2 files read again, 2 of them read differently" in told
    [digest] = re.findall(r"Digest: (\w+)", told)
    named = ["--by", "重跑人（合成）", "--reason", "试", "--apply"]
    before = nights.rows(misread, RAW)
    assert main([*asked, *named, "0123456789ab"]) == 2
    assert "is out of date" in capsys.readouterr().err
    assert nights.rows(misread, RAW) == before
    assert main([*asked, *named, digest]) == 0
    raw = nights.rows(misread, RAW)
    assert len(raw) == len(before) + 2
    assert main([*asked, *named, digest]) == 0
    assert nights.rows(misread, RAW) == raw
    assert main(asked) == 2
    assert "Something waits to be published" in capsys.readouterr().err


def test_a_scope_tells_all_its_faults():
    """At once; and nothing at all is no scope."""
    reference = read.load_reference(REFERENCE)
    with pytest.raises(RerunError, match=r"'2024-13'.* nor the place '1'.* nor the form 'x'"):
        Scope.asked("2024-13", "1", "x", reference)
    with pytest.raises(RerunError, match="nothing at all"):
        Scope.asked("", "", "", reference)
    below = Scope.asked("2024", "420100", "", reference).units
    assert {"420100", "420112"} <= below and not {"420000", "420200"} & below
