"""From a Word report to the marts: what is sure at once, what a person confirmed a night later."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from ingestion.cli import main
from ingestion.settings import Settings
from tests.ingestion import written
from tests.ingestion.files import cover, literacy, workbook
from tests.nights import at_work_on, published_night, put, rows

pytestmark = pytest.mark.marts

TEXT = (
    "荆州市科协2023年工作总结（虚构）",
    "2023年，荆州市科协各项工作稳步推进。",
    "春季举办科普讲座36场。夏季举办科普讲座20场。",
    "全年发放科普资料9000份。",
)
TOTAL = "select own from marts.totals where org_code = '421000' and period = '2023'" \
    " and indicator = %s and boundary = 'period' and audience = 'total' and kind = 'total'" \
    " and grade = 'total' and department = 'total'"  # fmt: skip


def own(warehouse: Settings, indicator: str) -> int | None:
    found = rows(warehouse, TOTAL, indicator)
    return int(found[0]["own"]) if found and found[0]["own"] is not None else None


def test_confirmed_figures_are_rolled_up_and_contradictions_have_both_quotes(
    warehouse: Settings, tmp_path: Path
) -> None:
    """A held figure is in no total until it is confirmed, then in the next night's, traced to the
    sentence of the report. A form that says otherwise stands beside the report with both quotes."""
    put(warehouse, "421000/总结.docx", written.saved(written.document(TEXT)), "2024-01-20")
    form = workbook(cover("421000", "2023"), literacy(("发放科普资料", 500)))
    put(warehouse, "421000/报表.xlsx", form, "2024-01-21")
    published_night(warehouse, "n1", "2024-02-01T02:00:00+08:00")
    assert own(warehouse, "lecture_count") is None
    (told,) = rows(
        warehouse,
        "select first_quote, second_quote, second_file, second_source_ref"
        " from marts.contradictions where contradiction_kind = 'form_and_report'"
        " and boundary = 'period'",
    )
    assert told["first_quote"] == "发放科普资料：500份"
    assert told["second_quote"] == TEXT[3]
    assert "总结.docx" in told["second_file"] or "%" in told["second_file"]
    assert "第4段" in told["second_source_ref"]

    path = tmp_path / "核对.xlsx"
    with at_work_on(warehouse):
        assert main(["review", "--out", str(path)]) == 0
        confirm(path, "36场")
        assert main(["review", "--read", str(path)]) == 0
    published_night(warehouse, "n2", "2024-02-02T02:00:00+08:00")
    assert own(warehouse, "lecture_count") == 36
    (line,) = rows(
        warehouse,
        "select distinct source_ref, quote from marts.trace where org_code = '421000'"
        " and indicator = 'lecture_count' and kind = 'total' and period = '2023'"
        " and not is_adjusted and quote is not null",
    )
    assert line["quote"] == "春季举办科普讲座36场。"
    assert "第3段" in line["source_ref"]


def confirm(path: Path, printed: str) -> None:
    """Confirm the figure that the report prints so."""
    book = load_workbook(path)
    names, *lines = book["核对"].iter_rows()
    at = {cell.value: cell.column - 1 for cell in names}
    (line,) = (line for line in lines if line[at["原文数字"]].value == printed)
    line[at["结论"]].value, line[at["核对人"]].value = "确认", "（姓名）"
    book.save(path)
