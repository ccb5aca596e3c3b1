"""The catalogue's own names as patterns: 科普讲座场次：36场 needs no row of `patterns.csv`.

A name and the labels of the forms count where they stand whole before the number. Names that are
words of every day (捐赠, 政府拨款, 基本支出) are too short to be a pattern.
"""

import re
from collections.abc import Mapping

from ingestion.narrative.context import Context
from ingestion.narrative.homes import OTHER, Home
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell

_ASIDE = re.compile(r"[（(]([^（）()]*)[）)]")
_MARKS = re.compile(r"[“”‘’\s]")
_LINK = re.compile(r"(?:共计?|累计|合计|总计|达到?|为|有|是|约|：|:)*$")
_SHORTEST = 6
_SCORE = 140  # above every pattern
Names = Mapping[str, str]


def names_of(catalogue: Catalogue) -> Names:
    """Code by name, of every indicator and of the labels that forms print for its total."""
    codes = {code for code, cell in catalogue.codes.items() if code == cell.indicator}
    printed = [(code, catalogue.indicators[code].name_zh) for code in codes]
    for items in catalogue.form_items.values():
        for item in items:
            if item.cell == Cell(item.cell.indicator) and item.cell.indicator in codes:
                printed.append((item.cell.indicator, item.label_zh))
    names: dict[str, set[str]] = {}
    for code, name in printed:
        for variant in _variants(name):
            names.setdefault(variant, set()).add(code)
    return {
        name: min(of)
        for name, of in names.items()
        if len(of) == 1 and len(name) >= _SHORTEST and not name.startswith("其中")
    }


def _variants(name: str) -> set[str]:
    """A name as printed, without its aside, and with the aside in place of what it explains."""
    plain = _MARKS.sub("", name)
    return {_ASIDE.sub("", plain), _ASIDE.sub(r"\1", plain)}


def by_name(home: Home, context: Context, names: Names) -> Home:
    """The home that a catalogue name before the number gives, where the patterns gave none or the
    same one without being sure."""
    lead = _LINK.sub("", _MARKS.sub("", _ASIDE.sub("", context.lead)))
    ends = (lead[-size:] for size in range(len(lead), _SHORTEST - 1, -1))
    code = next((names[end] for end in ends if end in names), "")
    if code and home.measure in (OTHER, code):
        return Home(code, f"name.{code}", True, _SCORE)
    return home
