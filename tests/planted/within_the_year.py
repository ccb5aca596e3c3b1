"""Quarterly files beside the annual one: figures of a quarter, and from 1 January."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from tests.planted.office import COVER, Office, Planted, fault, oddity, ref, saved

QUARTERS = "quarters"
FORM = "全民科学素质工作情况季报表"
ADDED = "累计 = 上期累计 + 本期；年内第一期的累计就是本期"
_EVENTS, _PEOPLE = "科普活动场次", "科普活动参加人次"
_VOLUNTEERS, _BODIES = "注册科技（科普）志愿者", "科技志愿服务组织数"
# of events without people, and of stocks from 1 January on, nothing can be said
_ELSE = {_PEOPLE: ("未统计", "未统计"), _VOLUNTEERS: ("-", None), _BODIES: ("-", None)}
_HEADER = ("序号", "指标名称", "计量单位", "本级本期", "本级累计")
_WORDS = ("一", "二", "三", "四")
_ARRIVED = ("2024-04-10", "2024-07-10", "2024-10-11", "2025-01-10")
# what the form asks for, by its number, with the unit
_ITEMS = (
    (1, _EVENTS, "场次"), (9, _PEOPLE, "人次"), (17, "科普讲座（报告会）场次", "场次"),
    (18, "科普讲座（报告会）参加人次", "人次"), (19, "科普专题展览次数", "次"),
    (20, "科普专题展览参观人次", "人次"), (21, "培训（实用技术、技能）场次", "场次"),
    (22, "培训人次", "人次"), (23, "科技咨询（下乡）服务场次", "场次"),
    (24, "科技咨询受益人次", "人次"), (25, "科普“五进”活动场次", "场次"),
    (26, "科普“五进”活动参加人次", "人次"), (29, "出动科技专家人次", "人次"),
    (30, "发放科普资料份数", "份"), (31, "推送科普信息条数", "条"),
    (32, "线上科普传播量", "人次"), (33, "媒体宣传报道篇次", "篇"),
    (35, _VOLUNTEERS, "人"), (36, _BODIES, "个"),
    (37, "科技志愿服务活动场次", "场次"),
)  # fmt: skip
# of the quarter, and from 1 January
Figures = Mapping[str, tuple[int | None, int | str | None]]


def quarter(office: Office, number: int, figures: Figures) -> tuple[str, dict[tuple, Cell]]:
    """Send the form of a quarter, "-" where nothing is given; its path, and its cells."""
    book = Workbook()
    front = book.active
    front.title = COVER
    for pair in (
        ("填报单位", f"{office.name}科学技术协会"), ("行政区划代码", office.code),
        ("报告期", f"2024年第{_WORDS[number - 1]}季度"), ("报送类型", "全量"),
        ("数据性质", "合成数据"),
    ):  # fmt: skip
        front.append(pair)
    sheet = book.create_sheet(FORM)
    sheet.append(_HEADER)
    cells = {}
    for row, (item, label, unit) in enumerate(_ITEMS, 2):
        said = figures.get(label) or _ELSE.get(label, ("-", "-"))
        sheet.append((item, label, unit, *said))
        cells[label, "本期"], cells[label, "累计"] = sheet.cell(row, 4), sheet.cell(row, 5)
    sent = office.sends(
        f"合成_{office.name}_2024年{_WORDS[number - 1]}季度.xlsx", saved(book),
        f"{_ARRIVED[number - 1]}T10:00:00+08:00", int(number > 1),
    )  # fmt: skip
    return sent.path, cells


@fault(QUARTERS, ADDED, is_late=True)
def year_to_date_short_of_its_quarters(office: Office) -> list[Planted]:
    """40 events, then 50, and 80 from January to June."""
    quarter(office, 1, {_EVENTS: (40, 40)})
    path, cells = quarter(office, 2, {_EVENTS: (50, 80)})
    return [Planted(path, ref(cells[_EVENTS, "累计"]), "ytd_adds_up")]


@fault(QUARTERS, ADDED, is_late=True)
def first_quarter_unlike_its_year_to_date(office: Office) -> list[Planted]:
    """40 events in the first quarter, 45 from January to March."""
    path, cells = quarter(office, 1, {_EVENTS: (40, 45)})
    return [Planted(path, ref(cells[_EVENTS, "累计"]), "ytd_adds_up")]


@fault(QUARTERS, ADDED, is_late=True)
def year_to_date_below_its_quarter(office: Office) -> list[Planted]:
    """50 events in the third quarter and 45 from January on; of what was before nobody knows."""
    path, cells = quarter(office, 3, {_EVENTS: (50, 45)})
    return [Planted(path, ref(cells[_EVENTS, "累计"]), "ytd_adds_up")]


@fault(QUARTERS, "期末数是某一天的数，没有累计", is_late=True)
def stock_from_the_first_of_january(office: Office) -> list[Planted]:
    """Registered volunteers under 累计."""
    path, cells = quarter(office, 1, {_VOLUNTEERS: (120, 120)})
    return [Planted(path, ref(cells[_VOLUNTEERS, "累计"]), "stock_as_ytd")]


@oddity(QUARTERS, ADDED, is_late=True)
def quarters_that_add_up(office: Office) -> list[Planted]:
    """40, 50, none and 60 events, added up from January on."""
    said = ((40, 40), (50, 90), (0, 90), (60, 150))
    for number, figures in enumerate(said, 1):
        quarter(office, number, {_EVENTS: figures})
    return []


@oddity(QUARTERS, "缺报一季的，其后的累计不小于已报的即可", is_late=True)
def quarter_left_out(office: Office) -> list[Planted]:
    """The first and the third quarter; what lies between shows in the sum from January on."""
    quarter(office, 1, {_EVENTS: (40, 40)})
    quarter(office, 3, {_EVENTS: (30, 120)})
    return []


@oddity(QUARTERS, "只报累计的，本期由两期累计之差得", is_late=True)
def year_to_date_alone(office: Office) -> list[Planted]:
    """Only sums from January on, the quarters blank."""
    quarter(office, 1, {_EVENTS: (None, 40)})
    quarter(office, 2, {_EVENTS: (None, 95)})
    return []


@oddity(QUARTERS, "期末数是某一天的数，没有累计", is_late=True)
def stroke_under_the_year_to_date_of_stocks(office: Office) -> list[Planted]:
    """Volunteers and their bodies at the end of March, and "-" under 累计 beside them."""
    quarter(office, 1, {_VOLUNTEERS: (120, "-"), _BODIES: (3, "不适用")})
    return []
