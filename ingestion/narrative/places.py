"""Whose report it is: the association that the text itself names, and how sure that is.

The level comes from how the text speaks of itself (我区, 全县, 街道党工委), the place from the
names of that level that it repeats, an association's own name counting more. A place that the
reference tree does not know keeps its code of GB/T 2260 and is never bent into one that the tree
knows; of counties of one name the city or province named in the text decides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.narrative.gazetteer import Gazetteer, Mention, Place, gazetteer
from ingestion.reference.org_tree import OrgTree

_SELF_WORDS = {
    "省": "province", "市": "city", "州": "city", "盟": "city", "区": "district",
    "县": "district", "旗": "district", "街道": "subdistrict", "街": "subdistrict",
    "镇": "subdistrict", "乡": "subdistrict",
}  # fmt: skip
_LEVELS = {
    "省": {"province"}, "市": {"province", "city", "district"}, "州": {"city"}, "盟": {"city"},
    "区": {"province", "city", "district"}, "县": {"district"}, "旗": {"district"},
}  # fmt: skip
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
_ACTS = re.compile(
    r"(?:^|[，,。；;\n])(?P<who>[\u4e00-\u9fff]{1,8}?)(?:科协|科学技术协会)"
    r"(?![：:]|赴|到|来|党组|机关|[副]?主席|领导|办公室|[^，。]{0,8}(?:指导|领导|支持|关心)下)"
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


@dataclass(frozen=True, slots=True)
class Office:
    """Who speaks. `code` is None where the text hides the place or no register knows it; a town
    outside the tree bears the code of its county, and `borrowed` says so."""

    code: str | None = None
    name: str = ""
    level: str = ""
    known: bool = False  # the tree has it
    outside: bool = False  # the text names a place that the tree does not have
    strong: bool = False
    evidence: tuple[int, int] | None = None
    doubt: str = ""
    borrowed: bool = False

    @property
    def own_code(self) -> str | None:
        """The code under which figures may be filed: never that of the county of a town."""
        return None if self.borrowed else self.code


def _self_words(text: str) -> Counter[str]:
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


def _title_end(text: str) -> int:
    """Where the titles at the head of a text end: at its first line of prose."""
    position = 0
    for line in text.split("\n"):
        if len(line) > _TITLE_LINE:
            return position
        position += len(line) + 1
    return 0


def _weight(text: str, mention: Mention, title_end: int) -> float:
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


def _unknown_places(
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


def find_office(text: str, tree: OrgTree, sender: str | None = None) -> Office:
    """The office whose report `text` (without layout) is, from the text alone; `sender` only
    decides between units of one name."""
    names = gazetteer(tree)
    votes = _self_words(text)
    word, count = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    word = word if count else ""
    mentions = names.mentions(text)
    title_end = _title_end(text)
    weights = [_weight(text, mention, title_end) for mention in mentions]
    score: dict[str, float] = defaultdict(float)
    for mention, weight in zip(mentions, weights, strict=True):
        for code in mention.codes:
            score[code] += weight
    unknown, named, first = _unknown_places(text, mentions)
    rival = _best_unknown(unknown, word)
    best = _best_known(score, word, names, sender)
    if best and (not rival or rival not in named or score[best[0]] >= unknown[rival]):
        best = _supported(best, names, score, sender)
        if not _is_elsewhere(names.places[best[0]], names, score):
            office = _known_office(best, names, score, mentions)
            below = names.places[best[0]].level != "subdistrict"
            others = below and _speaks_more(text, office.name, best[0], mentions, names)
            return replace(office, strong=office.strong and not others)
        rival = rival or names.places[best[0]].name
        return _outside(rival, word, (first.get(rival, 0), first.get(rival, 0) + 1), names, score)
    if rival and rival in named and unknown[rival] >= 2:
        where = (first[rival], first[rival] + len(rival))
        return _outside(rival, word, where, names, score)
    return Office(None, "", _SELF_WORDS.get(word, ""))


def _speaks_more(
    text: str, name: str, code: str, mentions: list[Mention], names: Gazetteer
) -> bool:
    """Whether the association of a place below acts in more sentences than the one of `code`: the
    masthead or the source may name the higher one."""
    acts: Counter[str] = Counter()
    for match in _ACTS.finditer(text):
        acts[match["who"]] += 1
    own = sum(n for who, n in acts.items() if len(who) == 1 or name.startswith(who))
    below = {
        m.name for m in mentions if m.full and any(code in names.places[c].above for c in m.codes)
    }
    return any(acts[place] > own for place in below)


def _is_elsewhere(place: Place, names: Gazetteer, score: Mapping[str, float]) -> bool:
    """Whether the text names districts or cities and none of them stands above this town."""
    if place.level != "subdistrict":
        return False
    named = {c for c, n in score.items() if n >= 1 and names.places[c].level != "subdistrict"}
    return bool(named) and not named & place.above


def _outside(
    name: str, word: str, where: tuple[int, int], names: Gazetteer, score: Mapping[str, float]
) -> Office:
    """An office of a name that no register has: a town is filed under its county's code."""
    level = _SELF_WORDS.get(word, "")
    office = Office(None, f"{name}科协", level, outside=True, evidence=where)
    if level != "subdistrict":
        return office
    counties = {c: n for c, n in score.items() if names.places[c].level == "district" and n > 0}
    # The county that guides a town is the town's, where the text names no other.
    counties = {c: n for c, n in counties.items() if n >= 1} or counties
    best = _supported(_top(counties), names, score, None) if counties else []
    if len(best) != 1:
        return office
    return replace(office, code=best[0], borrowed=True, strong=score[best[0]] >= 2)


def _best_known(
    score: Mapping[str, float], word: str, names: Gazetteer, sender: str | None
) -> list[str]:
    """The places of the right kind (…区 for a text of 我区) that the text names most; several
    where they share the name."""
    fits = {c: n for c, n in score.items() if n >= 1 and _fits(names.places[c], word)}
    if not word:
        # Without a word for itself only an association's own name says whose report it is.
        fits = {code: count for code, count in fits.items() if count >= 4}
    if sender in fits and fits[sender] == max(fits.values()):
        return [sender]
    return _top(fits)


def _top(fits: Mapping[str, float]) -> list[str]:
    most = max(fits.values(), default=0)
    return sorted(code for code, count in fits.items() if count == most)


def _fits(place: Place, word: str) -> bool:
    if word in ("街道", "镇", "乡"):
        return place.level == "subdistrict"
    if not word:
        return True
    return place.level in _LEVELS[word] and any(name.endswith(word) for name in place.names)


def _best_unknown(unknown: Counter[str], word: str) -> str:
    """The most frequent outside name of the right kind; of a name and its tail the longer one."""
    fits = {n: c for n, c in unknown.items() if not word or n.endswith(word[:1]) or word in n}
    if not fits:
        return ""
    best = max(fits, key=lambda n: (fits[n], len(n)))
    longer = [n for n in fits if n.endswith(best) and n != best and fits[n] * 10 >= fits[best] * 8]
    return max(longer, key=lambda n: fits[n]) if longer else best


def _supported(
    codes: list[str], names: Gazetteer, score: Mapping[str, float], sender: str | None
) -> list[str]:
    """Of places of one name those that the sender, or a city or province named in the text,
    points to."""
    if sender in codes:
        return [str(sender)]
    if len(codes) < 2:
        return codes
    return (
        _top({c: sum(score.get(above, 0) for above in names.places[c].above) for c in codes})
        or codes
    )


def _known_office(
    codes: list[str], names: Gazetteer, score: Mapping[str, float], mentions: list[Mention]
) -> Office:
    place = names.places[codes[0]]
    mention = max((m for m in mentions if place.code in m.codes), key=lambda m: (m.full, -m.start))
    where = (mention.start, mention.end)
    if len(codes) > 1:
        doubt = "several units bear this name"
        return Office(None, f"{mention.name}科协", place.level, evidence=where, doubt=doubt)
    return Office(
        place.code, f"{place.name}科协", place.level, place.in_tree, not place.in_tree,
        strong=score[place.code] >= 2, evidence=where,
    )  # fmt: skip


def with_sender(office: Office, sender: str | None, tree: OrgTree) -> tuple[Office, bool]:
    """(office filled from the landing's sender where the text leaves it open, whether the two
    disagree). The text decides; a sender outside the tree keeps the report out of the totals."""
    if not sender or office.code == sender:
        return (replace(office, strong=True) if sender and not office.borrowed else office), False
    place = gazetteer(tree).places.get(sender)
    if place is None:
        # A code that no register has: kept as it is where the text names nobody.
        return (office, True) if office.code else (replace(office, code=sender), False)
    names_none = office.code is None and not office.outside
    if names_none and office.level in ("", place.level):
        filled = Office(
            sender, f"{place.name}科协", place.level, place.in_tree, not place.in_tree,
            strong=True, evidence=office.evidence,
        )  # fmt: skip
        return filled, False
    return office, True
