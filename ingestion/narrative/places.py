"""Whose report it is: the association that the text itself names, and how sure that is.

The level comes from how the text speaks of itself (我区, 全县, 街道党工委), the place from the
names of that level that it repeats. A place that the reference tree does not know is said so and
never bent into one that it knows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from ingestion.org_tree import OrgTree

_SELF_WORDS = {
    "省": "province", "市": "city", "州": "city", "区": "district", "县": "district",
    "旗": "district", "街道": "subdistrict", "街": "subdistrict", "镇": "subdistrict",
    "乡": "subdistrict",
}  # fmt: skip
_SELF = re.compile(
    r"(?P<how>我|全|本)(?P<a>省|市|州|区|县|旗|街道|街|镇|乡)(?![级属直]|第|排名|平均|前|领先|辖区)"
    r"|(?P<b>省|市|州|区|县|旗|街道|街|镇|乡)(?P<kx>科协|科学技术协会)"
    r"|(?P<c>省|市|州|区|县|旗|街道|镇|乡)(?:委|党工委|党委|政府|科技局|科技创新局|教育局)"
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
_EXPLICIT = re.compile(r"^(?:科协|科学技术协会|科学技术局|科技局|科技创新局)")


@dataclass(frozen=True, slots=True)
class Office:
    """Who speaks. `code` is None where the text hides the place or the tree does not know it."""

    code: str | None = None
    name: str = ""
    level: str = ""
    known: bool = False  # the tree has it
    outside: bool = False  # the text names a place that the tree does not have
    strong: bool = False
    evidence: tuple[int, int] | None = None
    doubt: str = ""


class Gazetteer:
    """The names of all units of a tree, ready to be found in running text."""

    def __init__(self, tree: OrgTree) -> None:
        self.tree = tree
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for unit in tree.units.values():
            names = {unit.name, *unit.aliases}
            names |= {version.name_then for version in tree.versions.get(unit.code, ())}
            for name in names:
                if len(name) >= 2:
                    self.by_name[name].add(unit.code)
        self.longest = max(map(len, self.by_name), default=0)

    def level(self, code: str) -> str:
        return self.tree.units[code].level

    def parents(self, code: str) -> set[str]:
        """All units that ever stood directly above."""
        return {v.parent for v in self.tree.versions.get(code, ()) if v.parent}

    def label(self, code: str) -> str:
        return self.tree.units[code].name


@lru_cache(maxsize=4)
def gazetteer(tree: OrgTree) -> Gazetteer:
    """The gazetteer of a tree, built once."""
    return Gazetteer(tree)


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


def _named_places(text: str, names: Gazetteer) -> tuple[Counter[str], Counter[str], dict[str, int]]:
    """(known names, unknown names, first offsets): how often each is written out, an association's
    own name counting more."""
    known: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _SUFFIX.finditer(text):
        end = match.end()
        weight = 4 if _EXPLICIT.match(text[end : end + 8]) else 1
        for start in range(max(0, end - names.longest), end - 1):
            name = text[start:end]
            if name in names.by_name:
                known[name] += weight
                first.setdefault(name, start)
                break
        else:
            for name, whole in _unknown(text, match.start(), end):
                unknown[name] += weight if whole else 1
                first.setdefault(name, end - len(name))
    return known, unknown, first


def _unknown(text: str, stem_end: int, end: int) -> Iterable[tuple[str, bool]]:
    """Names of two or three characters that may end here, and whether a boundary precedes each."""
    run = _HAN.search(text, max(0, stem_end - 6), stem_end)
    stem = run[0] if run else ""
    for size in (2, 3):
        part, before = stem[-size:], stem[:-size][-1:]
        if _VERB_LED.match(part):
            continue
        if len(part) == size and not _NOT_NAMES.search(part) and not _STOP.search(part):
            suffix = text[stem_end:end].removesuffix("办事处")
            yield part + suffix, not before or bool(_STOP.match(before))


def find_office(text: str, tree: OrgTree, sender: str | None = None) -> Office:
    """The office whose report `text` (without layout) is, from the text alone; `sender` only
    decides between units of one name."""
    names = gazetteer(tree)
    votes = _self_words(text)
    word, count = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    word = word if count else ""
    known, unknown, first = _named_places(text, names)
    level = _SELF_WORDS.get(word, "")
    best = _best_known(known, word, names, sender)
    rival = _best_unknown(unknown, word)
    if best and (not rival or known[best[0]] >= unknown[rival]):
        name, codes = best
        codes = _one_of(codes, names, known, sender)
        return _known_office(name, codes, names, known[name], first[name])
    if rival and unknown[rival] >= 2:
        where = first[rival]
        return Office(
            None, f"{rival}科协", level, outside=True, evidence=(where, where + len(rival))
        )
    return Office(None, "", level)


def _best_known(
    known: Counter[str], word: str, names: Gazetteer, sender: str | None
) -> tuple[str, set[str]] | None:
    """The name of the right kind (…区 for a text of 我区) that is written most often."""
    fits = []
    for name, count in known.items():
        codes = {c for c in names.by_name[name] if _fits(names, c, name, word)}
        if codes:
            fits.append((count, sender in codes, name, codes))
    if not fits:
        return None
    _, _, name, codes = max(fits, key=lambda f: f[:2])
    return name, codes


def _fits(names: Gazetteer, code: str, name: str, word: str) -> bool:
    level, kind = names.level(code), names.tree.units[code].kind
    if word == "市":
        return level == "city" or (level == "district" and name.endswith("市"))
    if word in ("区", "县", "旗"):
        return level == "district" and (
            name.endswith(word) or "自治" in kind or kind.endswith(word)
        )
    if word in ("街道", "镇", "乡"):
        return level == "subdistrict"
    return _SELF_WORDS.get(word) == level or not word


def _best_unknown(unknown: Counter[str], word: str) -> str:
    """The most frequent outside name of the right kind; of a name and its tail the longer one."""
    fits = {n: c for n, c in unknown.items() if not word or n.endswith(word[:1]) or word in n}
    if not fits:
        return ""
    best = max(fits, key=lambda n: (fits[n], len(n)))
    longer = [n for n in fits if n.endswith(best) and n != best and fits[n] * 10 >= fits[best] * 8]
    return max(longer, key=lambda n: fits[n]) if longer else best


def _one_of(codes: set[str], names: Gazetteer, known: Counter[str], sender: str | None) -> set[str]:
    """Of units of one name those that the sender or a parent named in the text points to."""
    if sender in codes:
        return {str(sender)}
    if len(codes) > 1:
        return {c for c in codes if any(names.label(p) in known for p in names.parents(c))} or codes
    return codes


def _known_office(name: str, codes: set[str], names: Gazetteer, count: int, first: int) -> Office:
    where = (first, first + len(name))
    level = names.level(min(codes))
    if len(codes) > 1:
        doubt = "several units bear this name"
        return Office(None, f"{name}科协", level, evidence=where, doubt=doubt)
    label = names.label(min(codes))
    return Office(min(codes), f"{label}科协", level, True, strong=count >= 2, evidence=where)


def with_sender(office: Office, sender: str | None, tree: OrgTree) -> tuple[Office, bool]:
    """(office filled from the landing's sender where the text leaves it open, whether the two
    disagree). The text decides; a sender outside the tree is kept as a code and no more."""
    if not sender:
        return office, False
    unit = tree.units.get(sender)
    if unit is None:
        return (office, True) if office.code else (replace(office, code=sender), False)
    if office.code == sender:
        return replace(office, strong=True), False
    if office.code is None and not office.outside and office.level in ("", unit.level):
        filled = Office(sender, f"{unit.name}科协", unit.level, known=True, strong=True,
                        evidence=office.evidence)  # fmt: skip
        return filled, False
    return office, True
