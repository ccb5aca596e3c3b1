"""Faults and oddities of the cover: who reports, for when, as what."""

from openpyxl.cell.cell import Cell

from tests.planted.office import COVER, LITERACY, Office, Planted, Unfit, fault, oddity

FAMILY = "cover"
WHO = "封面写明报送单位的代码和名称，两者一致，并与收件目录相符"
WHEN = "封面写明报告期；年报的报告期是年"
HOW = "报送类型为全量、补充或更正"


def _item(office: Office, name: str) -> Cell:
    """The cell behind an item of the cover."""
    for row in office.book.sheet(COVER).iter_rows():
        if row[0].value == name:
            return row[1]
    raise Unfit(name)


def _set(office: Office, name: str, value: object) -> Cell:
    cell = _item(office, name)
    cell.value = value
    return cell


@fault(FAMILY, WHEN)
def no_period(office: Office) -> list[Planted]:
    """The period is blank."""
    _set(office, "报告期", None)
    return [office.told("封面 报告期", "period_unknown")]


@fault(FAMILY, WHEN)
def period_that_is_none(office: Office) -> list[Planted]:
    """A fifth quarter."""
    return [office.at(_set(office, "报告期", "2024年第五季度"), "period_unreadable")]


@fault(FAMILY, WHEN)
def quarter_for_an_annual_form(office: Office) -> list[Planted]:
    """A quarter on the cover of annual forms."""
    _set(office, "报告期", "2024-Q3")
    forms = [name for name in office.book.book.sheetnames if name != COVER]
    return [office.told(name, "period_type") for name in forms]


@fault(FAMILY, WHO)
def office_that_does_not_exist(office: Office) -> list[Planted]:
    """A code that no unit has or had."""
    return [office.at(_set(office, "行政区划代码", "429999"), "sender_unknown")]


@fault(FAMILY, WHO)
def office_of_another_folder(office: Office) -> list[Planted]:
    """Code and name of another office than that of the folder."""
    if office.code.startswith("429006"):
        raise Unfit("its own city")
    _set(office, "填报单位", "天门市科学技术协会")
    return [office.at(_set(office, "行政区划代码", "429006"), "sender_conflict")]


@fault(FAMILY, WHO)
def name_that_is_not_the_codes(office: Office) -> list[Planted]:
    """The right code, and the name of another office."""
    if office.code.startswith("429006"):
        raise Unfit("its own city")
    return [office.at(_set(office, "填报单位", "天门市科学技术协会"), "sender_name")]


@fault(FAMILY, HOW)
def sent_as_nobody_knows_what(office: Office) -> list[Planted]:
    """A word for the kind of sending that nobody knows."""
    return [office.at(_set(office, "报送类型", "随便"), "kind_unknown")]


@fault(FAMILY, HOW)
def correction_without_its_target(office: Office) -> list[Planted]:
    """A correction that does not say of what."""
    return [office.at(_set(office, "报送类型", "更正"), "correction_target")]


@fault(FAMILY, WHEN)
def two_periods(office: Office) -> list[Planted]:
    """The cover names two years."""
    sheet = office.book.sheet(COVER)
    sheet.append(("报告期", "2023"))
    return [office.at(sheet.cell(sheet.max_row, 2), "cover_twice")]


@fault(FAMILY, "表头上印的单位、报告期与封面一致")
def last_years_sheet_under_this_years_cover(office: Office) -> list[Planted]:
    """A form whose printed head is of the year before."""
    sheet = office.book.sheet(LITERACY)
    sheet.insert_rows(1)
    return [office.at(sheet.cell(1, 1, "报告期：2023年"), "head_differs")]


@oddity(FAMILY, WHEN)
def period_in_many_words(office: Office) -> list[Planted]:
    """2024年度, with full-width digits."""
    _set(office, "报告期", "２０２４年度")
    return []


@oddity(FAMILY, WHEN)
def period_as_a_number(office: Office) -> list[Planted]:
    """2024 as a number."""
    _set(office, "报告期", 2024)
    return []


@oddity(FAMILY, WHO)
def sender_by_code_alone(office: Office) -> list[Planted]:
    """No name."""
    _set(office, "填报单位", None)
    return []


@oddity(FAMILY, WHO)
def sender_by_folder_alone(office: Office) -> list[Planted]:
    """No code: the folder of the landing says who sends."""
    _set(office, "行政区划代码", None)
    return []


@oddity(FAMILY, WHO)
def code_as_a_number_with_zeros(office: Office) -> list[Planted]:
    """The code of twelve digits, as a number."""
    _set(office, "行政区划代码", int(office.code.ljust(12, "0")))
    return []


@oddity(FAMILY, "封面可写单位负责人、填表人、电话、报出日期")
def signatures_on_the_cover(office: Office) -> list[Planted]:
    """Who signed, with telephone and date."""
    for pair in (("单位负责人", "（姓名）"), ("填表人", "（姓名）"), ("联系电话", "（号码）"),
                 ("报出日期", "2025-01-20")):  # fmt: skip
        office.book.sheet(COVER).append(pair)
    return []


@oddity(FAMILY, "封面的其他项目只作提示")
def item_that_no_cover_has(office: Office) -> list[Planted]:
    """An item of the office's own on the cover."""
    sheet = office.book.sheet(COVER)
    sheet.append(("档案编号", "合成-001"))
    return [office.at(sheet.cell(sheet.max_row, 1), "cover_key")]


@oddity(FAMILY, "“表头上印的”与封面一致的不算错")
def printed_head_that_agrees(office: Office) -> list[Planted]:
    """Period and code once more above the table."""
    sheet = office.book.sheet(LITERACY)
    sheet.insert_rows(1)
    sheet.cell(1, 1, "报告期：2024年")
    return []
