"""Faults and oddities of figures that belong together: within a form, between forms, by level."""

from openpyxl.cell.cell import Cell

from tests.planted.office import (
    AREAS,
    EXPLAINED,
    FUNDING,
    LITERACY,
    ORGANIZATION,
    STATIONS,
    STATIONS_COUNTED,
    Office,
    Planted,
    Unfit,
    fault,
    oddity,
)

SUMS, FORMS, LEVELS = "arithmetic", "between forms", "levels"
SOURCES = "年度科普经费筹集额 = 政府拨款 + 捐赠 + 自筹资金 + 其他收入（经费表）"
EXPENSES = "年度科普经费使用额 = 行政 + 活动 + 场馆基建 + 展品设施 + 其他（经费表）"
PARTS = "其中项不大于总数"
PEOPLE = "参加人次不小于场次"
BUDGET = "部门预算总额 = 年初预算 + 年中追加 + 上年结转；支出 = 基本支出 + 项目支出"
ROUNDING = "万元两位小数的舍入误差不算错：每个数半分位（50 元）"
STOCK = "期末 = 期初 + 新建 − 注销 − 撤销 − 期满"
INTERVAL = "约数是区间，区间相接的关系不算错"
POSTS = "编制 = 行政 + 事业 + 下属；在职可含购买服务人员，可多于编制"


def overspend(office: Office) -> Cell:
    """Spend 40,000 元 more than was raised, all of it for activities; the cell of the total.

    Not where that is also many times what was spent the year before.
    """
    book, labels = office.book, ("年度科普经费使用额", "科普活动支出")
    whole, activities = (book.number(FUNDING, label, least=0) for label in labels)
    more = book.number(FUNDING, "年度科普经费筹集额") + 40000 - whole
    for label, spent in zip(labels, (whole + more, activities + more), strict=True):
        if spent > 9 * office.before.number(FUNDING, label):
            raise Unfit(label)
        book.at(FUNDING, label).value = spent
    return book.at(FUNDING, labels[0])


def add(office: Office, form: str, label: str, unit: str, value: object) -> Cell:
    """A further row of a form with an own figure."""
    row = office.book.add(form, label, unit, 本级=value)
    return office.book.sheet(form).cell(row, office.book.column(form, "本级"))


@fault(SUMS, SOURCES)
def sources_short_of_the_total(office: Office) -> list[Planted]:
    """The total is 27,000 元 more than its four sources."""
    cell = office.book.at(FUNDING, "年度科普经费筹集额")
    cell.value = office.book.number(FUNDING, "年度科普经费筹集额") + 27000
    return [office.at(cell, "fund_raised_by_source")]


@fault(SUMS, EXPENSES, levels=AREAS)
def expenses_that_do_not_add_up(office: Office) -> list[Planted]:
    """The five kinds of expense miss their total by 30,000 元."""
    part = office.book.at(FUNDING, "其他支出")
    part.value = office.book.number(FUNDING, "其他支出", least=30000) - 30000
    whole = office.book.at(FUNDING, "年度科普经费使用额")
    return [office.at(whole, "parts_not_total")]


@fault(SUMS, "专项经费是政府拨款的一部分")
def special_above_the_appropriation(office: Office) -> list[Planted]:
    """More special money than the government gave at all."""
    cell = office.book.at(FUNDING, "其中：科普专项经费")
    cell.value = office.book.number(FUNDING, "政府拨款") + 6000
    return [office.at(cell, "fund_special_within_appropriation")]


@fault(SUMS, "使用额大于筹集额的，说明上年结转")
def more_spent_than_raised(office: Office) -> list[Planted]:
    """Expenses above what was raised, kinds and all, without a word."""
    return [office.at(overspend(office), "fund_used_within_raised")]


@fault(SUMS, STOCK, levels=AREAS)
def stations_that_came_from_nowhere(office: Office) -> list[Planted]:
    """Fifty more at the year's end than opening and flows give, own and inclusive."""
    book = office.book
    if STATIONS in book.book.sheetnames:
        raise Unfit("a register counts them")
    out = []
    for column in ("本级", "含下级"):
        for label in ("期末工作站总数", "其中：市级专家工作站"):
            cell = book.at(STATIONS_COUNTED, label, column)
            cell.value = book.number(STATIONS_COUNTED, label, column, 0) + 50
        whole = book.at(STATIONS_COUNTED, "期末工作站总数", column)
        out.append(office.at(whole, "ws_closing_stock"))
    return out


@fault(SUMS, "各类人群的场次之和不大于总场次", levels=AREAS)
def groups_above_all_events(office: Office) -> list[Planted]:
    """Events for groups that add up to more than all events, none of them alone."""
    book = office.book
    total = book.number(LITERACY, "科普活动场次", least=20)
    labels = ("其中：面向青少年的科普活动场次", "其中：面向农民的科普活动场次",
              "其中：面向老年人的科普活动场次")  # fmt: skip
    for label in labels:
        book.at(LITERACY, label).value = total * 4 // 10
        book.at(LITERACY, label, "含下级").value = total * 4 // 10
    return [office.at(book.at(LITERACY, "科普活动场次"), "parts_exceed_total")]


@fault(SUMS, PARTS, levels=AREAS)
def part_above_its_total(office: Office) -> list[Planted]:
    """More bases of the district's grade than bases."""
    book = office.book
    cell = book.at(LITERACY, "其中：区（县）级科普教育基地")
    cell.value = book.number(LITERACY, "科普教育基地数（期末）") + 2
    if book.number(LITERACY, "其中：区（县）级科普教育基地", "含下级") < cell.value:
        raise Unfit("too few in the area")
    whole = book.at(LITERACY, "科普教育基地数（期末）")
    return [office.at(cell, "part_exceeds_total"), office.at(whole, "parts_not_total")]


@fault(SUMS, "讲座、展览等是科普活动的一部分")
def more_lectures_than_events(office: Office) -> list[Planted]:
    """More lectures than events of all kinds."""
    cell = office.book.at(LITERACY, "科普讲座（报告会）场次")
    cell.value = office.book.number(LITERACY, "科普活动场次") + 5
    return [office.at(cell, "lecture_count_within_act_total")]


@fault(SUMS, PEOPLE)
def fewer_people_than_competitions(office: Office) -> list[Planted]:
    """Nine competitions and four persons."""
    book = office.book
    if book.number(LITERACY, "科普活动场次") < 9:
        book.at(LITERACY, "科普活动场次").value = 9
    cell = book.at(LITERACY, "科普竞赛次数")
    cell.value = 9
    for label in ("科普竞赛次数", "科普竞赛参加人次"):
        office.before.at(LITERACY, label).value = 1
    book.at(LITERACY, "科普竞赛参加人次").value = 4
    return [office.at(cell, "competition_count_within_competition_participants")]


@fault(SUMS, BUDGET, levels=AREAS)
def budget_short_of_its_origins(office: Office) -> list[Planted]:
    """4,326,300 and 214,000 and nothing carried over are stated as 4,567,300."""
    add(office, FUNDING, "部门年初预算批复数", "元", 4326300)
    added = max(214000, int(office.book.at(FUNDING, "获得上级科普奖补（项目）资金").value or 0))
    add(office, FUNDING, "年中追加预算（含上级转移支付）", "元", added)
    add(office, FUNDING, "上年结转", "元", 0)
    cell = add(office, FUNDING, "部门预算总额", "元", 4326300 + added + 27000)
    return [office.at(cell, "dept_budget_by_origin")]


@fault(SUMS, BUDGET)
def expenses_by_type_off_by_more_than_rounding(office: Office) -> list[Planted]:
    """2,636,900 and 1,157,300 are stated as 3,795,300: 0.11 万元 is no rounding."""
    add(office, FUNDING, "其中：基本支出", "元", 2636900)
    add(office, FUNDING, "其中：项目支出", "元", 1157300)
    cell = add(office, FUNDING, "部门决算支出合计", "元", 3795300)
    return [office.at(cell, "dept_expense_by_type")]


@fault(SUMS, "完成的不多于全部")
def more_projects_done_than_there_are(office: Office) -> list[Planted]:
    """Four of three projects done."""
    add(office, FUNDING, "绩效项目数", "项", 3)
    cell = add(office, FUNDING, "完成绩效目标的项目数", "项", 4)
    return [office.at(cell, "perf_done_within_count")]


@fault(SUMS, "比率可由分子、分母复算：379.43 ÷ 456.73 = 83.08%")
def rate_that_its_parts_do_not_give(office: Office) -> list[Planted]:
    """91 % for 3,794,300 of 4,567,300, which are 83.08 %."""
    add(office, FUNDING, "部门预算总额", "元", 4567300)
    add(office, FUNDING, "部门决算支出合计", "元", 3794300)
    cell = add(office, FUNDING, "预算完成率", "%", 91)
    return [office.at(cell, "ratio_differs")]


@fault(SUMS, "换届的不多于已建的")
def more_renewed_than_founded(office: Office) -> list[Planted]:
    """Nine township associations renewed of two."""
    book = office.book
    most = max(book.number(ORGANIZATION, "基层科协组织数", least=2), 2)
    add(office, ORGANIZATION, "其中：乡镇（街道）科协", "个", most)
    add(office, ORGANIZATION, "应建科协的乡镇（街道）数", "个", most + 8)
    cell = add(office, ORGANIZATION, "完成换届的乡镇（街道）科协数", "个", most + 7)
    return [office.at(cell, "grassroots_reelected_within_built")]


@fault(FORMS, "已建乡镇街道科协不多于应建数（组织表“3+1”）")
def more_founded_than_due(office: Office) -> list[Planted]:
    """Township associations above the number of townships."""
    most = max(office.book.number(ORGANIZATION, "基层科协组织数", least=2), 2)
    cell = add(office, ORGANIZATION, "其中：乡镇（街道）科协", "个", most)
    add(office, ORGANIZATION, "应建科协的乡镇（街道）数", "个", most - 1)
    return [office.at(cell, "grassroots_within_due")]


@fault(LEVELS, "含下级包括本级", levels=AREAS)
def own_above_inclusive(office: Office) -> list[Planted]:
    """More volunteers of its own than of its whole area."""
    book = office.book
    cell = book.at(LITERACY, "注册科技（科普）志愿者")
    cell.value = book.number(LITERACY, "注册科技（科普）志愿者", "含下级") + 100
    return [office.at(cell, "own_exceeds_inclusive")]


@oddity(SUMS, ROUNDING, says_other=True)
def expenses_off_by_rounding(office: Office) -> list[Planted]:
    """263.69 and 115.73 万元 are stated as 379.43."""
    for label, value in (
        ("其中：基本支出", 263.69),
        ("其中：项目支出", 115.73),
        ("部门决算支出合计", 379.43),
    ):
        add(office, FUNDING, label, "万元", value)
    return []


@oddity(SUMS, "379.43 ÷ 456.73 = 83.08%，印作 83%", says_other=True)
def rate_rounded_to_whole_percent(office: Office) -> list[Planted]:
    """83 % for 3,794,300 of 4,567,300."""
    add(office, FUNDING, "部门预算总额", "元", 4567300)
    add(office, FUNDING, "部门决算支出合计", "元", 3794300)
    add(office, FUNDING, "预算完成率", "%", 83)
    return []


@oddity(SUMS, POSTS, says_other=True)
def more_staff_than_posts(office: Office) -> list[Planted]:
    """Six in post on four posts: two are bought in."""
    for label, value in (("编制人数", 4), ("其中：行政编制", 1), ("其中：事业编制", 2),
                         ("其中：下属单位（科技馆）编制", 1), ("在职实有人数", 6),
                         ("其中：行政人员", 3), ("其中：购买服务人员", 2)):  # fmt: skip
        add(office, ORGANIZATION, label, "人", value)
    return []


@oddity(SUMS, INTERVAL, says_other=True)
def part_above_the_printed_total_within_its_hedge(office: Office) -> list[Planted]:
    """4800余 of 4000余: above the printed number, not above its upper end."""
    said = (("科普活动参加人次", "4000余", 4000), ("科普讲座（报告会）参加人次", "4800余", 3000))
    for label, words, before in said:
        office.book.at(LITERACY, label).value = words
        office.before.at(LITERACY, label).value = before
    return []


@oddity(SUMS, "列出的各类人群不必是全部", levels=AREAS, says_other=True)
def groups_short_of_all_events(office: Office) -> list[Planted]:
    """One group is left blank: the rest is nobody's in particular."""
    for column in ("本级", "含下级"):
        office.book.at(LITERACY, "其中：面向老年人的科普活动场次", column).value = None
    return []


@oddity(SUMS, "总数为零的，其中项留空就是零", says_other=True)
def blank_parts_of_a_zero_total(office: Office) -> list[Planted]:
    """No prizes at all, and nothing in the rows of national and provincial ones."""
    office.book.at(LITERACY, "青少年科技赛事获奖数").value = 0
    add(office, LITERACY, "其中：国家级奖项", "项", None)
    return []


@oddity(SUMS, "使用额大于筹集额的，说明上年结转即可", says_other=True)
def more_spent_than_raised_and_said_why(office: Office) -> list[Planted]:
    """Expenses above what was raised, and the explanation sheet says why."""
    cell = overspend(office)
    why = "使用了上年结转资金（合成数据）"
    office.book.explain(FUNDING, "年度科普经费使用额", cell.coordinate, why)
    return [office.at(cell, f"fund_used_within_raised {EXPLAINED}")]


@oddity(FORMS, "已建等于应建是全覆盖", says_other=True)
def all_founded_that_are_due(office: Office) -> list[Planted]:
    """Every township has its association, and the coverage is 100 %."""
    most = max(office.book.number(ORGANIZATION, "基层科协组织数", least=2), 2)
    add(office, ORGANIZATION, "其中：乡镇（街道）科协", "个", most)
    add(office, ORGANIZATION, "应建科协的乡镇（街道）数", "个", most)
    add(office, ORGANIZATION, "乡镇（街道）科协覆盖率", "%", 100)
    return []


@oddity(LEVELS, "没有下级数的，含下级可等于本级", levels=AREAS, says_other=True)
def inclusive_rounded(office: Office) -> list[Planted]:
    """The whole area's figure as an approximate number that still holds the sum."""
    book = office.book
    value = book.number(LITERACY, "科普活动参加人次", "含下级", 20000)
    book.at(LITERACY, "科普活动参加人次", "含下级").value = f"{value // 10000}万余"
    return []
