"""What a text says of places: how it speaks of itself, how much each name in it counts, and which
names stand in no register. Whose report it is, is decided by `places`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ingestion.narrative.gazetteer import Mention

_SELF = re.compile(
    r"(?P<how>我|全|本)(?P<a>省|市|州|盟|区|县|旗|街道|街|镇|乡)(?![级属直]|第|排名|平均|前|领先|辖区)"
    r"|(?P<b>省|市|州|盟|区|县|旗|街道|街|镇|乡)(?P<kx>科协|科学技术协会)"
    r"|(?P<c>省|市|州|盟|区|县|旗|街道|镇|乡)(?:委|党工委|党委|政府|科技局|科技创新局|教育局)"
)
_LED = re.compile(r"(?:在|按照|省、|接受|与|由|获得?|被|对接)[^，。,]{0,6}$")
_SUFFIX = re.compile(r"街道办事处|街道|自治[州县旗]|[省市州区县旗镇乡街盟]")
_HAN = re.compile(r"[\u4e00-\u9fff]+$")
_NOT_NAMES = re.compile(
    r"(?:我|全|各|本|该|省|辖|社|地|园|片|景|校|城|郊|新|老|小|大|山|灾|疫|厂|库|牧|林|特|示范|一|两"
    r"|试点|开发|高新|自治|行政|功能|住宅|居民|乡|镇|县|区|市|州|直|的|和|与|及|在|对|为|向|到|入|进|由|从)$"
)
_STOP = re.compile(r"[的在与和及到入进由从是为把被让使各全我该本向对等了着过]")
_VERB_LED = re.compile(
    r"^(?:联合|会同|协同|配合|组织|成立|邀请|支持|指导|推动|协助|获得|按照|根据|围绕|深入|结合|召开|举办|参加"
    r"|开展|服务|推荐|落实|完成|经过|报请|依托|安排|落户|位于|走进|来自|争取|通过|促进|建设|打造|助力|成为|增强|提升|加强|强化|推进|宣传|抓好|督促|做好|夯实|发挥|引导|带领)"
)
_EXPLICIT = re.compile(
    r"(?:科协|科学技术协会|科学技术局|科技局|科技创新局|党工委|办事处|人民政府|[区县市省州]?委(?![托员]))"
)
# What stands beside the name of the place that a report is about, and of one that it visits.
_ABOUT = re.compile(
    r"(?:结合|紧贴|立足|围绕|贴近|符合|适合|切合|具有|我们|助力|推动|推进|建设|服务|全面|落户|中共)$"
)
_ABOUT_AFTER = re.compile(
    r"实际|所需|特色|特点|[县区市州省]情|科协|科技馆|科普|大地|人民|经济社会|高质量"
)
_ELSEWHERE = re.compile(r"(?:赴|到|与|向|和|来自|对口|援助|支援|结对|参观|考察|学习|交流)$")
# 在襄阳市科协指导下: who guides is not who reports.
_GUIDES = re.compile(
    r"(?:科协|科学技术协会)(?:和|、|的|正确|大力|精心|悉心|有力|具体){0,3}(?:指导|领导|支持|关心|帮助|关怀|部署|要求)"
)
_TITLE = re.compile(r"科协|科学技术协会|总结|报告|汇报|要点|计划|述职")
_TITLE_LINE = 50
# Stems that are words of any report: without 区 or 县 they name no place.
_COMMON = frozenset(Path(__file__).with_name("common_stems.csv").read_text("utf-8").split()[1:])
# 会同县科协 is "with the county's association" far more often than the association of 会同县.
_WITH = re.compile(r"会同[县区市]\Z")


def words_for_itself(text: str) -> Counter[str]:
    """How often the text speaks of itself under each level word."""
    votes: Counter[str] = Counter()
    for match in _SELF.finditer(text):
        word = match["a"] or match["b"] or match["c"]
        before = text[max(0, match.start() - 8) : match.start()]
        if match["how"] == "我":
            votes[word] += 4
        elif match["how"]:
            votes[word] += 2
        elif match["kx"]:
            led = bool(_LED.search(before)) or before.endswith(("、", "省", "市"))
            votes[word] += 0 if led else 3
        else:
            votes[word] += 1
    votes["街道"] += votes.pop("街", 0)
    return votes


def end_of_titles(text: str) -> int:
    """Where the titles at the head of a text end: at its first line of prose."""
    position = 0
    for line in text.split("\n"):
        if len(line) > _TITLE_LINE:
            return position
        position += len(line) + 1
    return 0


def weight_of(text: str, mention: Mention, title_end: int) -> float:
    """How much one mention says that the report is that place's own."""
    before = text[max(0, mention.start - 6) : mention.start]
    after = text[mention.end : mention.end + 8]
    explicit = bool(_EXPLICIT.match(after)) or before.endswith("中共")
    if _GUIDES.match(text, mention.end):
        return 0.3
    if not mention.full:
        if mention.name in _COMMON:
            return 0
        return 3 if explicit else 1 if _is_about(before, after) else 0.3
    if mention.start < title_end:
        line_start = text.rfind("\n", 0, mention.start) + 1
        line = text[line_start : text.find("\n", mention.start)]
        if _TITLE.search(line):
            return 8
    if explicit:
        return 0 if _WITH.match(mention.name) else 4
    return 0.3 if _ELSEWHERE.search(before) else 1


def _is_about(before: str, after: str) -> bool:
    return bool(_ABOUT.search(before) or _ABOUT_AFTER.match(after))


def unknown_places(
    text: str, mentions: list[Mention]
) -> tuple[Counter[str], set[str], dict[str, int]]:
    """Names that look like places and stand in no register: how often each is written out, which
    of them lead a body's own name (…县科协), and their first offsets."""
    ends = {m.end for m in mentions}
    count: Counter[str] = Counter()
    named: set[str] = set()
    first: dict[str, int] = {}
    for match in _SUFFIX.finditer(text):
        end = match.end()
        if end in ends:
            continue
        explicit = bool(_EXPLICIT.match(text, end)) or match[0].endswith("办事处")
        for name, whole in _unknown(text, match.start(), end):
            start = end - len(match[0]) - len(name) + len(_plain(match[0]))
            count[name] += 4 if explicit and (whole or start in ends) else 1
            first.setdefault(name, start)
            if explicit:
                named.add(name)
    return count, named, first


def _plain(suffix: str) -> str:
    return suffix.removesuffix("办事处")


def _unknown(text: str, stem_end: int, end: int) -> Iterable[tuple[str, bool]]:
    """Names of two or three characters that may end here, and whether a boundary precedes each."""
    run = _HAN.search(text, max(0, stem_end - 6), stem_end)
    stem = run[0] if run else ""
    for size in (2, 3):
        part, before = stem[-size:], stem[:-size][-1:]
        if _VERB_LED.match(part):
            continue
        if len(part) == size and not _NOT_NAMES.search(part) and not _STOP.search(part):
            suffix = _plain(text[stem_end:end])
            yield part + suffix, not before or bool(_STOP.match(before))
