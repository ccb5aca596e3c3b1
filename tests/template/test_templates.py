"""The workbook that an office gets: its forms, its cover, what is locked, what may be typed."""

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingestion import settings
from ingestion.cli import main
from ingestion.errors import WarehouseError
from ingestion.reading import derived
from ingestion.reading.filings import Reference
from ingestion.reference.catalogue_rows import ZERO_OF_ZERO_TOTAL, Cell
from ingestion.reference.periods import Period
from ingestion.settings import Settings
from ingestion.template import asked, before
from ingestion.template.before import Before
from tests.conftest import REFERENCE
from tests.template import printed
from tests.template.printed import HEADER_ROW, NO_FORMS

PROVINCE, CITY, DISTRICT, STREET = "420000", "420100", "420112", "420112001"
_DIRTY = re.compile(rb"<extLst|x14:|xlsm|externalLink")


@pytest.fixture(scope="module")
def book(reference: Reference) -> Workbook:
    """Of a district, for a year."""
    return printed.opened(printed.built(reference, DISTRICT))


def names(reference: Reference, org: str, period: str) -> list[str]:
    office = asked.office(org, Period.parse(period), reference)
    return [sheet.form.form for sheet in asked.sheets(office, reference, REFERENCE)]


@pytest.mark.parametrize(
    ("org", "period", "forms"),
    [
        (DISTRICT, "2024", ["literacy", "workstation", "station_register", "funding", "transfer",
                            "organization"]),
        (STREET, "2024", ["literacy", "workstation", "funding", "transfer", "organization"]),
        (DISTRICT, "2024-H1", ["literacy_half_year"]),
        (DISTRICT, "2024-Q3", ["literacy_quarterly", "workstation_quarterly", "funding_quarterly"]),
        (STREET, "2024-07", ["literacy_monthly"]),
    ],
)  # fmt: skip
def test_an_office_gets_what_is_due_from_it(
    reference: Reference, org: str, period: str, forms: list[str]
) -> None:
    """By the period's type and the office's level; the register only where the level owes it."""
    assert names(reference, org, period) == forms


def test_what_is_not_due_is_refused(reference: Reference) -> None:
    """A form of another period, and a code that nobody bears, are named with the cure."""
    with pytest.raises(WarehouseError, match=r"literacy_monthly is not due from 420112 for 2024"):
        printed.built(reference, DISTRICT, "2024", "literacy_monthly")
    with pytest.raises(WarehouseError, match=r"No unit bears the code 999999"):
        printed.built(reference, "999999")


def test_the_cover_is_what_the_law_asks_for(book: Workbook) -> None:
    """Survey as marked placeholders, office and period filled in, the rest blank and open."""
    cover = book["封面"]
    said = {row[0].value: row[1] for row in cover.iter_rows(min_row=2, max_col=2) if row[0].value}
    for name in ("表号", "制定机关", "批准文号", "有效期至"):
        assert said[name].value == "（待定）"
    filled = {name: said[name].value for name in ("填报单位", "行政区划代码", "报告期", "报送类型")}
    assert list(filled.values()) == ["东西湖区科学技术协会", "420112", "2024年", "全量"]
    for name in ("单位负责人", "填表人", "联系电话", "报出日期"):
        assert said[name].value is None and not said[name].protection.locked
    assert any("公章" in str(cell.value) for row in cover for cell in row)


def test_every_sheet_prints_on_a4(book: Workbook) -> None:
    """As wide as the page; a form's header stands on each of its pages."""
    shown = [sheet for sheet in book.worksheets if sheet.title != "选项"]
    assert len(shown) == 9
    for sheet in shown:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title not in NO_FORMS:
            assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_only_what_is_filled_is_open(book: Workbook, reference: Reference) -> None:
    """Labels, units, formulas and last year's figures are locked, without a password."""
    places = printed.places(book, reference)
    assert len(places) > 300
    for place in places:
        assert printed.is_open(book, place) != printed.is_derived(book, place), place
    for sheet in book.worksheets[:-1]:
        assert sheet.protection.sheet and sheet.protection.password is None
    sheet = book["科普经费情况年报表"]
    labels = [cell for row in sheet.iter_rows(min_row=7, max_col=3) for cell in row]
    assert all(cell.protection.locked for cell in labels)


def test_units_and_headers_are_printed(book: Workbook, reference: Reference) -> None:
    """As the form's data say; an office with units below it has columns for its whole."""
    sheet = book["科普经费情况年报表"]
    headers = [cell.value for cell in sheet[HEADER_ROW]]
    assert headers == [
        "序号", "指标名称", "计量单位", "本级", "含下级", "本级上年数", "含下级上年数", "备注",
    ]  # fmt: skip
    rows = {r[1].value: r[2].value for r in sheet.iter_rows(min_row=7, max_col=3) if r[2].value}
    assert rows["人均科普经费"] == "元/人" and rows["政府拨款"] == "元"
    street = printed.opened(printed.built(reference, STREET))["科普经费情况年报表"]
    assert not any("含下级" in str(cell.value) for cell in street[HEADER_ROW])


def test_lists_and_ranges_are_as_old_as_excel_2010(reference: Reference) -> None:
    """No extension, no reference into another sheet but by name, no formula beyond 255 signs."""
    data = printed.built(reference, CITY)
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert not [name for name, content in parts.items() if _DIRTY.search(content)]
    book = printed.opened(data)
    found = [v for sheet in book.worksheets for v in sheet.data_validations.dataValidation]
    assert {v.type for v in found} == {"custom", "list"}
    assert all(len(v.formula1) <= 255 and "!" not in v.formula1 for v in found)
    assert all(len(v.error or "") <= 225 and len(v.prompt or "") <= 255 for v in found)
    named = {v.formula1 for v in found if v.type == "list" and not v.formula1.startswith('"')}
    assert named == {"报表名称", "指标名称", "单位代码"} <= set(book.defined_names)


@pytest.mark.parametrize("period", ["2024", "2024-H1", "2024-Q3", "2024-07"])
@pytest.mark.parametrize("word", [0, "-"])
def test_a_filled_template_has_no_fault(reference: Reference, period: str, word: int | str) -> None:
    """Whoever fills every open cell lawfully hears nothing: no sheet of ours is taken for a form,
    no formula for a fault."""
    book = printed.opened(printed.built(reference, DISTRICT, period))
    places = printed.places(book, reference)
    filled = [place for place in places if printed.is_open(book, place)]
    for place in filled:
        printed.cell(book, place).value = word
    filings = printed.parsed(printed.saved(book), reference).filings
    assert [f.findings for f in filings] == [()] * len(filings)
    assert sum(len(f.observations) for f in filings) >= len(filled) > 30


def test_a_formula_of_the_office_is_still_a_fault(reference: Reference) -> None:
    """Only the template's own formula may stand without a result."""
    book = printed.opened(printed.built(reference, DISTRICT, "2024", "funding"))
    (own,) = [
        place
        for place in printed.places(book, reference)
        if (place.item.label_zh, place.scope) == ("年度科普经费筹集额", "own")
    ]
    printed.cell(book, own).value = "=D8*2"
    (filing,) = printed.parsed(printed.saved(book), reference).filings
    assert "formula_uncached" in {fault.rule_id for fault in filing.findings}


def test_last_year_stands_beside(reference: Reference) -> None:
    """Published figures are shown, locked, and assert nothing; stations are lines to go on with."""
    station = {
        "station_name": "合成工作站", "host_name": "合成公司", "credit_code": "91420112MA4KLA1X5T",
        "type_as_sent": "院士工作站", "grade_as_sent": "省级", "approved_on": None,
        "term_end": None, "org_code": DISTRICT,
    }  # fmt: skip
    figures = {
        (Cell("act_total"), "own_before"): Decimal(412),
        (Cell("act_total"), "inclusive_before"): Decimal("12.50"),
    }
    known = Before(figures, (station,))
    data = printed.built(reference, DISTRICT, "2024", "literacy", "station_register", before=known)
    book = printed.opened(data)
    row = [cell.value for cell in book["全民科学素质工作情况年报表"][HEADER_ROW + 1]]
    assert row[1] == "科普活动场次" and row[5:7] == [412, 12.5]
    literacy, register = printed.parsed(data, reference).filings
    assert literacy.observations == ()
    assert [(s.station_name, s.type, s.grade) for s in register.stations] == [
        ("合成工作站", "院士工作站", "省级")
    ]


def test_without_a_warehouse_the_column_is_empty_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command writes the workbook all the same, and names the forms and the reason."""
    monkeypatch.setenv("WAREHOUSE_STATE", str(tmp_path / "nothing"))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(REFERENCE))
    wanted = ["--org", DISTRICT, "--period", "2024-Q3", "--out", str(tmp_path / "out")]
    assert main(["template", *wanted]) == 0
    (path,) = (tmp_path / "out").iterdir()
    assert path.name == "420112_2024-Q3_报表.xlsx"
    said = capsys.readouterr().out
    assert "全民科学素质工作情况季报表" in said and "上年数未预填：没有可用的数据库" in said


def test_an_empty_warehouse_has_nothing_to_show(warehouse: Settings, reference: Reference) -> None:
    """Before the first night there is no mart; that is no error."""
    office = asked.office(DISTRICT, Period.parse("2024"), reference)
    known = before.load(office, reference, settings.load())
    assert (dict(known.figures), known.stations) == ({}, ())
    assert known.problem


def test_opening_stocks_are_filled_in_and_stay_open(reference: Reference) -> None:
    """Last year's closing stock is this year's opening one, which the office may change."""
    known = Before({(Cell("ws_opening"), "own"): Decimal(3)})
    data = printed.built(reference, DISTRICT, "2024", "workstation", before=known)
    book = printed.opened(data)
    (place,) = [
        one
        for one in printed.places(book, reference)
        if (one.item.cell.indicator, one.scope) == ("ws_opening", "own")
    ]
    assert printed.cell(book, place).value == 3 and printed.is_open(book, place)
    notes = [str(cell.value) for row in book["院士专家工作站情况年报表"] for cell in row]
    assert any("期初数已按上期公布的期末数填好" in note for note in notes)
    (filing,) = printed.parsed(data, reference).filings
    assert [(o.indicator, o.value) for o in filing.observations] == [("ws_opening", 3)]


def test_the_last_period_stands_beside(reference: Reference) -> None:
    """A quarter shows the one before and the same of last year, locked; they assert nothing."""
    visits = Cell("ws_enterprise_visited")
    known = Before({(visits, "own_previous"): Decimal(4), (visits, "own_before"): Decimal(7)})
    data = printed.built(reference, DISTRICT, "2024-Q2", "workstation_quarterly", before=known)
    header, *lines = printed.opened(data)["院士专家工作站情况季报表"].iter_rows(min_row=HEADER_ROW)
    names = [cell.value for cell in header]
    (line,) = [line for line in lines if line[1].value == "走访服务企业数"]
    said = {name: line[names.index(name)] for name in ("本级上期", "本级上年同期")}
    assert {name: cell.value for name, cell in said.items()} == {"本级上期": 4, "本级上年同期": 7}
    assert all(cell.protection.locked for cell in said.values())
    (filing,) = printed.parsed(data, reference).filings
    assert filing.observations == ()


def test_a_note_on_blank_parts_stands_where_a_total_is_typed(reference: Reference) -> None:
    """A total that is added up has no figure while a part is blank, so nothing follows from it."""

    def notes(form: str) -> str:
        book = printed.opened(printed.built(reference, DISTRICT, "2024", form))
        sheet = book[reference.catalogue.forms[form].name_zh]
        return "".join(str(row[0].value) for row in sheet.iter_rows(max_col=1))

    assert "合计为 0 的" in notes("literacy")
    formulas = derived.formulas(reference.catalogue, "funding", 2024)
    items = reference.catalogue.items("funding", 2024)
    wholes = {i.cell.indicator for i in items if i.blank_means == ZERO_OF_ZERO_TOTAL}
    typed = {i.cell.indicator for i in items if i.item_no not in formulas}
    assert wholes <= {i.cell.indicator for i in items if i.item_no in formulas}, typed
    assert "合计为 0 的" not in notes("funding")
