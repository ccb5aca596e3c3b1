"""Through real files: figures traced to the sentence of a report and the cell of a sheet, also of
an edit sheet."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ingestion import cli
from ingestion.settings import REPOSITORY, Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.edits import sheets
from tests.ingestion.files import LITERACY, cover, literacy, workbook
from tests.nights import at_work_on, published_night
from tests.trace.figures import rows

JINGZHOU, LAKE, STREET = "421000", "420112", "420112002"
REPORT = Path(JINGZHOU, "2021年工作回顾与2022年重点.txt")
ARRIVED = datetime.fromisoformat("2025-01-10T09:00:00+08:00")


@pytest.fixture(scope="module")
def published(server: Path, new_warehouse: NewWarehouse) -> Iterator[Settings]:
    """One night over the sample report of 荆州市 and two made-up workbooks, one above the other;
    of the year before a workbook, an edit of it, and what was imputed below it."""
    settings = new_warehouse()
    corrected = sheets.row(6, 报告期="2023")
    imputed = sheets.row(3, 报告期="2023", 行政区划代码=STREET, **sheets.IMPUTED)
    files = {
        REPORT: (REPOSITORY / "demo" / "reports" / REPORT).read_bytes(),
        Path(LAKE, "年报.xlsx"): workbook(cover(LAKE), literacy(("科普活动场次", 7))),
        Path(STREET, "年报.xlsx"): workbook(cover(STREET), literacy(("科普活动场次", 5))),
        Path(LAKE, "上年.xlsx"): workbook(cover(LAKE, "2023"), literacy(("科普活动场次", 4))),
        Path("420000", "调整.xlsx"): sheets.xlsx(sheets.head(), corrected, imputed),
    }
    lines = ["path,received_at,is_synthetic"]
    for path, content in files.items():
        target = settings.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        lines.append(f"{path},{ARRIVED.isoformat()},true")
    (settings.landing / "manifest.csv").write_text("\n".join(lines), encoding="utf-8")
    published_night(settings, "trace", is_tested=True)
    with at_work_on(settings):
        yield settings
    drop_warehouse(server, settings)


def told(capsys: pytest.CaptureFixture[str], *arguments: str, ends: int = 0) -> list[str]:
    """What `python -m ingestion trace` prints."""
    assert cli.main(["trace", *arguments]) == ends
    printed = capsys.readouterr()
    return (printed.out or printed.err).splitlines()


def test_55_stations_are_a_sentence(published: Settings) -> None:
    """荆州市's stations of 2021 lead to the one sentence that counts them, and to its file."""
    said, asserted, residual = rows(
        published, "select * from marts.trace_of(%s, 'ws_total', '2021') order by path", JINGZHOU
    )
    assert (said["step"], said["amount"], said["contribution"]) == ("inclusive", 55, None)
    assert (residual["step"], residual["is_added"], residual["amount"]) == ("residual", False, 55)
    assert (asserted["step"], asserted["amount"], asserted["contribution"]) == ("asserted", 55, 55)
    assert asserted["source_uri"].endswith(REPORT.as_posix())
    assert "共有55家" in asserted["quote"]
    _, first, last = asserted["source_ref"].replace("-", " ").split()
    text = (published.landing / REPORT).read_text(encoding="utf-8")
    assert "55" in text[int(first) : int(last)]


def test_a_district_is_its_cells(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """7 of the district itself and 5 of a street below it, each a cell of a workbook."""
    head, own, own_cell, street, street_own, street_cell = told(capsys, LAKE, "act_total", "2024")
    assert head.startswith(f"东西湖区（{LAKE}） 科普活动场次 2024 期末区划：12")
    assert (own, street_own) == ("  本级数：7", "    本级数：5")
    assert street == f"  下级 柏泉办事处街道（{STREET}）：5"
    assert own_cell.startswith("    陈述：7 ← file:")
    assert own_cell.endswith(f"{LAKE}/年报.xlsx，{LITERACY}!B2")
    assert street_cell.endswith(f"{STREET}/年报.xlsx，{LITERACY}!B2")


def test_words_for_a_question(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """An indicator by its name, a code of the first edition, a depth, a past publication."""
    whole = told(capsys, LAKE, "act_total", "2024")
    assert told(capsys, LAKE, "科普活动场次", "2024") == whole
    assert told(capsys, LAKE, "act_total", "2024", "--publication", "1") == whole
    assert told(capsys, LAKE, "act_total", "2024", "--depth", "1") == [*whole[:2], whole[3]]
    own = told(capsys, LAKE, "act_total", "2024", "--scope", "own")
    assert own[1:] == [whole[2].removeprefix("  ")]
    provincial = told(capsys, JINGZHOU, "ws_expert_provincial", "2021")
    by_member = told(capsys, JINGZHOU, "ws_total", "2021", "--grade", "省级", "--kind", "expert")
    assert "：42" in provincial[0] and provincial == by_member


def test_a_figure_after_edits(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """4 were reported; 6 was found, and 3 imputed for the street: 9, cells of the edit sheet, with
    person and reason. Without `--adjusted` the 4, and what edits make of it."""
    head, own, own_cell, street, street_own, street_cell, heading, *edits = told(
        capsys, LAKE, "act_total", "2023", "--adjusted"
    )
    assert head.startswith(f"东西湖区（{LAKE}） 科普活动场次 2023 期末区划 调整后：9")
    assert (own, street_own) == ("  本级数：6", "    本级数：3")
    assert street == f"  下级 柏泉办事处街道（{STREET}）：3"
    for cell, place in ((own_cell, "2"), (street_cell, "3")):
        assert "/调整.xlsx，" in cell and place in cell.rpartition("!")[2]
    assert heading == "有关的有效调整："
    assert [line.partition("：")[2].partition("（")[0] for line in edits] == ["4 → 6", "— → 3"]
    assert all(sheets.PERSON in line for line in edits)
    reported = told(capsys, LAKE, "act_total", "2023")
    assert "：4" in reported[0] and "/上年.xlsx，" in reported[2]
    assert reported[3:] == ["调整后公布值：9。有关的有效调整：", *edits]


def test_a_figure_that_nobody_edited(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """After edits it is the total, by the same lines."""
    whole = told(capsys, LAKE, "act_total", "2024")
    adjusted = told(capsys, LAKE, "act_total", "2024", "--adjusted")
    assert adjusted == [whole[0].replace("期末区划", "期末区划 调整后"), *whole[1:]]


@pytest.mark.parametrize(
    "asked",
    [
        (LAKE, "no_such", "2024"),
        (LAKE, "act_total", "2019"),
        (LAKE, "act_total", "2024", "--audience", "无此组"),
        (LAKE, "act_total", "2024", "--publication", "99"),
        (LAKE, "act_total", "2024", "--scope", "unknown"),
        (LAKE, "act_total", "2019", "--adjusted"),
    ],
)
def test_what_is_not_there(
    published: Settings, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    """One sentence, and what to do instead."""
    (sentence,) = told(capsys, *asked, ends=2)
    assert sentence.endswith(".") and ":" in sentence
