"""Every rule that a file can break: how grave that is and what follows. The one place to decide it.

Severity is what the reporter is told: 强制性 must be mended, 核实性 mend or explain, 提示性 a hint.
Effect is what the warehouse does: `quarantine` keeps the whole submission out of the totals,
`set_aside` keeps out the line or the cell in question, `none` lets everything count as reported.
"""

from dataclasses import dataclass
from typing import Literal

from ingestion.model import Finding, Severity

Effect = Literal["quarantine", "set_aside", "none"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What breaking a rule means. `title_zh` heads the message that the reporter gets."""

    severity: Severity
    effect: Effect
    title_zh: str


def _must(effect: Effect, title: str) -> Rule:
    return Rule("强制性", effect, title)


def _verify(effect: Effect, title: str) -> Rule:
    return Rule("核实性", effect, title)


def _hint(title: str) -> Rule:
    return Rule("提示性", "none", title)


RULES: dict[str, Rule] = {
    # the file as a whole
    "file_empty": _must("quarantine", "文件为空"),
    "file_too_large": _must("quarantine", "文件过大"),
    "file_type_unknown": _must("quarantine", "文件类型无法识别或暂不受理"),
    "file_damaged": _must("quarantine", "文件损坏，无法打开"),
    "file_encrypted": _must("quarantine", "文件带密码"),
    "file_old": _must("quarantine", "旧版格式，无法读取"),
    "file_macro": _must("quarantine", "文件含有宏"),
    "file_links": _must("quarantine", "文件含有指向其他文件的链接"),
    "file_1904": _must("quarantine", "工作簿使用 1904 日期系统"),
    "file_archive": _must("quarantine", "压缩包无法受理"),
    "file_special": _must("quarantine", "不是普通文件"),
    "file_name": _hint("文件名不规范"),
    "report_old_format": _must("quarantine", "旧版 Word、WPS 文字格式，无法读取"),
    "report_scanned": _must("quarantine", "扫描件没有文字层，无法读取"),
    "file_unsafe": _must("quarantine", "文件内含不安全的内容"),
    "file_encoding": _must("quarantine", "文字编码无法识别"),
    "file_extension": _hint("扩展名与内容不符"),
    "file_nothing": _must("quarantine", "文件中没有可读的报表"),
    "reader_failed": _must("quarantine", "读取程序未能处理该文件"),
    "receipt_returned": _hint("这是未作更正的回执，不作为新的报送"),
    "manifest_line": _hint("收件清单中该文件的一行有误"),
    # who, what, when
    "sender_unknown": _must("quarantine", "无法确定报送单位"),
    "sender_conflict": _must("quarantine", "封面单位与收件目录不符"),
    "sender_name": _verify("none", "填报单位名称与代码不符"),
    "period_unknown": _must("quarantine", "缺少报告期"),
    "period_unreadable": _must("quarantine", "报告期无法识别"),
    "period_type": _must("quarantine", "报告期与报表的期别不符"),
    "filed_before_opening": _verify("none", "报送早于开始报送的日期"),
    "filed_after_closing": _verify("none", "报送晚于关账日期"),
    "kind_unknown": _must("quarantine", "报送类型无法识别"),
    "correction_target": _must("none", "找不到所更正的报送"),
    "full_before": _hint("同一报表、同一报告期已有一份全量报表而未注明更正"),
    "cover_key": _hint("封面有未识别的项目"),
    "cover_twice": _must("quarantine", "封面同一项目有两个不同的值"),
    "form_unknown": _must("quarantine", "报表名称无法识别"),
    "form_twice": _must("quarantine", "同一张工作表上有两个相同的报表"),
    "form_copies": _must("quarantine", "同一份文件里同一报表有两份，数不相同"),
    "transfer_copies": _must("quarantine", "同一份文件里两张明细表列了同一笔拨付"),
    "head_differs": _must("quarantine", "表头上印的单位或报告期与封面不符"),
    "form_sheet_hidden": _hint("报表在隐藏的工作表中"),
    "form_parts_hidden": _hint("报表有隐藏的行或栏，其中的内容照样读取"),
    # the table
    "header_missing": _must("quarantine", "找不到表头"),
    "header_unknown": _must("quarantine", "表头有未识别的栏目"),
    "header_twice": _must("quarantine", "表头栏目重复"),
    "header_values": _must("quarantine", "表头没有数值栏"),
    "rows_too_many": _must("quarantine", "行数过多"),
    "row_width": _must("quarantine", "行的栏数多于表头"),
    "totals_row": _hint("合计行不读取"),
    "totals_row_differs": _verify("none", "合计行不等于各行之和"),
    "label_unknown": _must("quarantine", "指标名称无法识别"),
    "label_ambiguous": _must("quarantine", "指标名称不唯一"),
    "label_outside_form": _hint("指标不属于本报表"),
    "item_number": _hint("序号与指标名称不一致"),
    "member_unknown": _must("quarantine", "分类无法识别"),
    "member_conflict": _must("set_aside", "分类与指标名称矛盾"),
    "scope_unknown": _must("set_aside", "口径无法识别"),
    "data_type_unknown": _must("set_aside", "数据类型无法识别"),
    "org_unknown": _must("set_aside", "行政区划代码不存在"),
    "org_name": _verify("none", "单位名称与代码不符"),
    "org_not_existing": _must("set_aside", "单位在报告期末不存在"),
    "org_not_below": _verify("none", "所报单位不是报送单位或其下级"),
    # the cell
    "cell_unreadable": _must("set_aside", "数值无法识别"),
    "cell_error": _must("set_aside", "单元格为错误值"),
    "cell_date": _must("set_aside", "数值栏中是日期"),
    "formula_uncached": _must("set_aside", "公式没有计算结果"),
    "cell_merged": _must("set_aside", "数值在合并的单元格中，不知属于哪一格"),
    "cell_ditto": _must("set_aside", "“同上”不是内容"),
    "format_doubtful": _must("set_aside", "数字格式显示的数与所存的数不同"),
    "digits_lost": _must("set_aside", "数字超过 15 位，尾数已丢失"),
    "number_too_large": _must("set_aside", "数值过大，不可能是统计数"),
    "unit_unknown": _must("set_aside", "计量单位无法识别或不适用"),
    "unit_conflict": _must("set_aside", "计量单位前后不一致"),
    "unit_missing": _must("set_aside", "没有写计量单位"),
    "unit_ambiguous": _must("set_aside", "数值自带的倍数与计量单位重复"),
    "percent_small": _verify("none", "百分数小于 1，可能漏填百分号"),
    "required_blank": _must("quarantine", "必填项为空"),
    "table_blank": _must("quarantine", "报表没有填任何数"),
    # the sense of it
    "cell_conflict": _verify("set_aside", "同一指标报了两个不同的数"),
    "negative": _must("none", "数值不应为负"),
    "out_of_range": _verify("none", "数值超出表样规定的范围"),
    "count_fraction": _verify("none", "计数应为整数"),
    "catalogue_fault": _must("set_aside", "指标目录不允许"),
    "stock_as_ytd": _must("set_aside", "期末数不能按累计填报"),
    "unit_slip": _verify("none", "相差约一万倍，可能混淆元与万元"),
    "figure_moved": _verify("set_aside", "数从相邻的格移来，原格留空而未作废，两处都会计入"),
    "growth": _verify("none", "与上年同期相比变化过大"),
    "part_exceeds_total": _verify("none", "分项大于合计"),
    "parts_exceed_total": _verify("none", "分项之和大于合计"),
    "ratio_differs": _must("none", "比率与分子、分母不符"),
    "parts_not_total": _verify("none", "分项之和不等于合计"),
    "own_exceeds_inclusive": _verify("none", "本级大于含下级"),
    "explanation_sheet": _hint("上报说明没有读出"),
    "explanation_column": _hint("上报说明有未识别的栏目，其中的内容不读取"),
    "explanation_unheard": _hint("上报说明没有对应到这份文件的核实性问题"),
    # written reports
    "report.office_unknown": _verify("none", "报告单位不在参考机构树内"),
    "report.sender_differs": _verify("none", "正文的报告单位与收件目录不一致"),
    "report.no_period": _verify("none", "正文没有写明年份"),
    "report.period_differs": _verify("none", "正文的年份与报送所属期不一致"),
    "report.masked": _verify("set_aside", "数字被遮盖或缺失"),
    "report.number_too_large": _must("set_aside", "数值过大，不可能是统计数"),
    "report.parts_exceed_total": _must("none", "分项合计超过总数"),
    "report.identity": _must("none", "总数与各项之和不符"),
    "report.ratio": _must("none", "比率与分子、分母不符"),
    "report.two_values": _verify("none", "同一指标出现两个总数"),
    "report.parts_short": _verify("none", "所列各项略少于总数"),
    "report.nearly_same": _verify("none", "两个数几乎相同"),
    "report.beyond": _verify("none", "部分大于应包含它的数"),
    "report.no_base": _verify("none", "人均数缺少分子、人口口径"),
    "report.heading_differs": _verify("none", "标题与数字的口径不符"),
    "report.not_all": _verify("none", "“全区”“全市”的数不是全部"),
    # review of written reports
    "review_row": _must("quarantine", "核对表填写有误"),
    "review_rejected": _hint("人工核对后不采用"),
    # edits
    "edit_person": _must("quarantine", "没有写明调整人"),
    "edit_reason": _must("quarantine", "没有写明调整原因"),
    "edit_method": _must("quarantine", "调整方法无法识别"),
    "edit_value": _must("quarantine", "调整后的数填写有误"),
    "edit_reported": _must("quarantine", "已有报送数，只能修正，不能插补"),
    "edit_not_below": _must("quarantine", "调整的单位不是报送单位或其下级"),
    "edit_refused": _must("quarantine", "调整表整份退回"),
    # registers
    "station_name": _must("set_aside", "工作站名称为空"),
    "credit_code": _verify("none", "统一社会信用代码有误"),
    "code_as_number": _must("none", "代码按数字存放，尾数已丢失"),
    "station_type": _verify("none", "工作站类型无法识别"),
    "station_grade": _verify("none", "工作站级别无法识别"),
    "station_exit_kind": _verify("none", "退出方式无法识别"),
    "station_exit_half": _verify("none", "退出日期与退出方式不全"),
    "station_twice": _verify("none", "同一工作站列了多行"),
    "date_unreadable": _must("none", "日期无法识别"),
    "date_order": _verify("none", "日期先后不合理"),
    "transfer_party": _must("none", "拨款或收款单位有误"),
    "transfer_side": _must("set_aside", "拨付方向无法识别"),
    "transfer_amount": _must("none", "拨付金额有误"),
    "transfer_purpose": _verify("none", "用途为空"),
    "register_differs_from_reported": _verify("none", "上报数与登记册不符"),
    "transfers_exceed_form": _verify("none", "拨付明细合计大于报表所填"),
}


def finding(
    rule_id: str,
    source_ref: str,
    detail: str = "",
    *,
    expected: str = "",
    found: object = "",
    org_code: str | None = None,
) -> Finding:
    """A finding of this rule at this place; `detail` says what the title cannot know."""
    rule = RULES[rule_id]
    return Finding(
        rule_id=rule_id,
        severity=rule.severity,
        source_ref=source_ref,
        message_zh=f"{rule.title_zh}：{detail}" if detail else rule.title_zh,
        expected=expected,
        found=str(found),
        org_code=org_code,
    )


def quarantines(rule_id: str) -> bool:
    """Whether breaking this rule keeps the whole submission out of the totals."""
    return rule_id in RULES and RULES[rule_id].effect == "quarantine"
