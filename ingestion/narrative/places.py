"""Whose report it is: the association that the text itself names, and how sure that is.

The level comes from how the text speaks of itself (我区, 全县, 街道党工委), the place from the
names of that level that it repeats, an association's own name counting more. A place that the
reference tree does not know keeps its code of GB/T 2260 and is never bent into one that the tree
knows; of counties of one name the city or province named in the text decides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingestion.narrative.evidence_of_place import (
    end_of_titles,
    unknown_places,
    weight_of,
    words_for_itself,
)
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
_ACTS = re.compile(
    r"(?:^|[，,。；;\n])(?P<who>[\u4e00-\u9fff]{1,8}?)(?:科协|科学技术协会)"
    r"(?![：:]|赴|到|来|党组|机关|[副]?主席|领导|办公室|[^，。]{0,8}(?:指导|领导|支持|关心)下)"
)


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


def find_office(text: str, tree: OrgTree, sender: str | None = None) -> Office:
    """The office whose report `text` (without layout) is, from the text alone; `sender` only
    decides between units of one name."""
    names = gazetteer(tree)
    votes = words_for_itself(text)
    word, count = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    word = word if count else ""
    mentions = names.mentions(text)
    title_end = end_of_titles(text)
    weights = [weight_of(text, mention, title_end) for mention in mentions]
    score: dict[str, float] = defaultdict(float)
    for mention, weight in zip(mentions, weights, strict=True):
        for code in mention.codes:
            score[code] += weight
    unknown, named, first = unknown_places(text, mentions)
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
