"""Registers and transfer sheets beside the forms that count them, in one file."""

from tests.planted.office import (
    AREAS,
    FUNDING,
    STATIONS,
    STATIONS_COUNTED,
    TRANSFERS,
    Office,
    Planted,
    Unfit,
    fault,
    oddity,
)
from tests.planted.sums import add

FORMS = "between forms"
LISTED = "登记册一站一行，期末工作站总数由登记册数得"
RECEIVED = "获得上级科普奖补（项目）资金：从上级科协或财政获得的，不少于拨付明细中收到的合计"
GRANTED = "拨付下级科普奖补资金，不少于拨付明细中拨出的合计"
_CLOSING, _RECEIVED = "期末工作站总数", "获得上级科普奖补（项目）资金"


def _standing(office: Office) -> int:
    """The line of a station that has not left."""
    book = office.book
    for number in range(book.lines(STATIONS), 0, -1):
        if book.line(STATIONS, number, "退出日期").value is None:
            return number
    raise Unfit("all have left")


def _listed(office: Office, side: str) -> int:
    """What the lines of one side of the transfer sheet add up to, in 元."""
    book = office.book
    lines = range(1, book.lines(TRANSFERS) + 1)
    amounts = [
        book.line(TRANSFERS, number, "金额").value
        for number in lines
        if book.line(TRANSFERS, number, "方向").value == side
    ]
    if sum(amounts) < 40000:
        raise Unfit(side)
    return sum(amounts)


@fault(FORMS, LISTED, levels=AREAS, is_late=True)
def station_missing_from_the_register(office: Office) -> list[Planted]:
    """A station that the form counts has no line in the register of the same file."""
    book = office.book
    number, count = _standing(office), book.lines(STATIONS)
    if count < 2:
        raise Unfit("no register is left")
    sheet, head = book.sheet(STATIONS), book.header(STATIONS)
    sheet.delete_rows(head + number)
    for line in range(number, count):
        sheet.cell(head + line, 1).value = line
    return [office.at(book.at(STATIONS_COUNTED, _CLOSING), "register_differs_from_reported")]


@fault(FORMS, RECEIVED, levels=AREAS, is_late=True)
def received_less_than_the_sheet_lists(office: Office) -> list[Planted]:
    """The form has 10,000 元 less from above than the lines of the transfer sheet."""
    cell = office.book.at(FUNDING, _RECEIVED)
    cell.value = _listed(office, "收到") - 10000
    return [office.at(cell, "transfers_exceed_form")]


@fault(FORMS, GRANTED, levels=AREAS, is_late=True)
def granted_less_than_the_sheet_lists(office: Office) -> list[Planted]:
    """The form has 10,000 元 less for those below than the lines of the transfer sheet."""
    cell = add(office, FUNDING, "拨付下级科普奖补资金", "元", _listed(office, "拨出") - 10000)
    return [office.at(cell, "transfers_exceed_form")]


@oddity(FORMS, "年末在册的才计入期末数", levels=AREAS, is_late=True)
def station_that_left_after_the_year(office: Office) -> list[Planted]:
    """An exit in the February after: at the year's end the station stood."""
    number = _standing(office)
    for column, value in (("退出日期", "2025-02-10"), ("退出方式", "注销")):
        office.book.line(STATIONS, number, column).value = value
    return []


@oddity(FORMS, RECEIVED, levels=AREAS, is_late=True, says_other=True)
def received_from_the_treasury_too(office: Office) -> list[Planted]:
    """5,000 元 more than the lines of the transfer sheet, which lists associations only."""
    cell = office.book.at(FUNDING, _RECEIVED)
    cell.value = office.book.number(FUNDING, _RECEIVED, least=5000) + 5000
    return []
