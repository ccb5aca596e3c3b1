"""In what the catalogue's files contradict themselves or each other: sentences, all at once."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations

from ingestion.model import TOTAL
from ingestion.reference.catalogue_rows import (
    DIMENSIONS,
    NOTHING,
    ZERO_OF_ZERO_TOTAL,
    Cell,
    FormItem,
    Indicator,
    Tables,
)
from ingestion.reference.periods import PERIOD_TYPES

LEVELS = ("province", "city", "district", "subdistrict")
BEHAVIOURS = ("flow", "stock", "ratio", "surveyed", "not_additive", "reference")
ROLLUP_SCOPES = ("tree", "own", "reference")
LAYOUTS = ("items", "cumulative", "stations", "transfers")
BLANKS = (NOTHING, ZERO_OF_ZERO_TOTAL)
OWED_BY_NOBODY = ("plan", "target", "estimate")


def contradictions(tables: Tables) -> list[str]:
    """Every contradiction, one English sentence each; empty for a sound catalogue."""
    return [
        *_repeated(tables),
        *_unknown_indicators(tables),
        *_indicators(tables),
        *_crossings(tables),
        *_members(tables),
        *_codes(tables),
        *_due(tables),
        *_forms(tables),
    ]


def _repeated(tables: Tables) -> Iterator[str]:
    keys: dict[str, Iterable[Hashable]] = {
        "indicators": (row.indicator for row in tables.indicators),
        "indicator_codes": (code for code, _ in tables.codes),
        "indicator_crossings": tables.crossings,
        # what overlaps was merged, and is a finding; the rest has years between
        "indicator_members": ((x.indicator, x.dimension, x.member) for x in tables.members),
        "breakdown_members": ((x.dimension, x.classification, x.member) for x in tables.labels),
        "indicator_due": tables.due,
        "forms": (row.form for row in tables.forms),
    }
    for name, values in keys.items():
        for key, count in Counter(values).items():
            if count > 1:
                yield f"{name} has {key!r} {count} times."


def _unknown_indicators(tables: Tables) -> Iterator[str]:
    known = {row.indicator for row in tables.indicators}
    named = {
        "indicator_codes": {cell.indicator for _, cell in tables.codes},
        "indicator_crossings": {indicator for indicator, _ in tables.crossings},
        "indicator_members": {row.indicator for row in tables.members},
        "indicator_due": {indicator for indicator, _, _ in tables.due},
        "form_items": {row.cell.indicator for row in tables.items},
        "indicators.opening_of": {row.opening_of for row in tables.indicators if row.opening_of},
    }
    for place, indicators in named.items():
        for indicator in sorted(indicators - known):
            yield f"{place} names {indicator}, which is not in indicators."


def _indicators(tables: Tables) -> Iterator[str]:
    codes = {code for code, _ in tables.codes}
    behaviours = {row.indicator: row.behaviour for row in tables.indicators}
    for row in tables.indicators:
        for column, value, allowed in (
            ("behaviour", row.behaviour, BEHAVIOURS),
            ("rollup_scope", row.rollup_scope, ROLLUP_SCOPES),
        ):
            if value not in allowed:
                yield f"{row.indicator} has the {column} {value}: choose of {', '.join(allowed)}."
        for period_type in row.period_types:
            if period_type not in PERIOD_TYPES:
                yield f"{row.indicator} has the period type {period_type}, which does not exist."
        for code in sorted(({*row.numerator} | {row.denominator or ""}) - codes - {""}):
            yield f"{row.indicator} refers to {code}, which is not in indicator_codes."
        yield from _behaviour(row, behaviours)


def _behaviour(row: Indicator, behaviours: dict[str, str]) -> Iterator[str]:
    given = [bool(row.numerator), bool(row.denominator), bool(row.ratio_factor)]
    if row.behaviour == "ratio" and not all(given):
        yield f"{row.indicator} is a ratio without numerator, denominator or factor."
    if row.behaviour != "ratio" and any(given):
        yield f"{row.indicator} is no ratio but has a numerator, denominator or factor."
    if row.is_opening_stock and row.behaviour != "stock":
        yield f"{row.indicator} is called an opening stock but is no stock."
    if row.opening_of:
        if not row.is_opening_stock:
            yield f"{row.indicator} opens {row.opening_of} but is not called an opening stock."
        if behaviours.get(row.opening_of, "stock") != "stock":
            yield f"{row.indicator} opens {row.opening_of}, which is no stock."


def _crossings(tables: Tables) -> Iterator[str]:
    permitted: dict[str, set[str]] = defaultdict(set)
    for indicator, crossing in tables.crossings:
        permitted[indicator].add(crossing)
        dimensions = crossing.split("+")
        if crossing != TOTAL and dimensions != [d for d in DIMENSIONS if d in dimensions]:
            yield f"{indicator} has the crossing {crossing}: join {'+'.join(DIMENSIONS)} in order."
    with_members = {(row.indicator, row.dimension) for row in tables.members}
    for row in tables.indicators:
        if TOTAL not in permitted[row.indicator]:
            yield f"{row.indicator} does not permit the crossing {TOTAL}."
        used = {d for crossing in permitted[row.indicator] for d in crossing.split("+")} - {TOTAL}
        for dimension in DIMENSIONS:
            has_members = (row.indicator, dimension) in with_members
            if has_members != (dimension in used):
                yield f"{row.indicator} has members or crossings of {dimension}, but not both."


def _members(tables: Tables) -> Iterator[str]:
    labels = {(x.dimension, x.classification, x.member): x for x in tables.labels}
    for dimension in DIMENSIONS:
        if (dimension, TOTAL, TOTAL) not in labels:
            yield f"breakdown_members lacks {TOTAL} of {dimension}."
    indicators = {row.indicator: row for row in tables.indicators}
    parts: Counter[tuple[str, str]] = Counter()
    for row in tables.members:
        place = f"{row.indicator} {row.dimension} {row.member}"
        indicator = indicators.get(row.indicator)
        if indicator is None:
            continue
        classification = indicator.kind_classification if row.dimension == "kind" else row.dimension
        label = labels.get((row.dimension, classification or "", row.member))
        if label is None or row.member == TOTAL:
            yield f"{place} is not a member of {classification} in breakdown_members."
        elif (row.valid_from, row.valid_to) != (label.valid_from, label.valid_to):
            yield f"{place} has other years than in breakdown_members."
        if row.exhaustive:
            parts[row.indicator, row.dimension] += 1
            if indicator.behaviour not in ("flow", "stock"):
                yield f"{place} is called a part, but {row.indicator} is never added."
    for (name, dimension), count in parts.items():
        if count == 1:
            yield f"{name} has a single part in {dimension}: a whole has at least two."
    with_kinds = {row.indicator for row in tables.members if row.dimension == "kind"}
    for indicator in tables.indicators:
        if bool(indicator.kind_classification) != (indicator.indicator in with_kinds):
            yield f"{indicator.indicator} has a kind classification or members, but not both."


def _cell_faults(tables: Tables, place: str, cell: Cell) -> Iterator[str]:
    """What the other files lack of a cell, years apart."""
    members = {(row.indicator, row.dimension, row.member) for row in tables.members}
    broken_down = [d for d in DIMENSIONS if getattr(cell, d) != TOTAL]
    for dimension in broken_down:
        if (cell.indicator, dimension, getattr(cell, dimension)) not in members:
            yield f"{place}: {cell.indicator} has no {dimension} {getattr(cell, dimension)}."
    if (cell.indicator, "+".join(broken_down) or TOTAL) not in tables.crossings:
        yield f"{place}: {cell.indicator} does not permit {'+'.join(broken_down)}."


def _codes(tables: Tables) -> Iterator[str]:
    for code, cell in tables.codes:
        yield from _cell_faults(tables, f"Code {code}", cell)
    for row in tables.indicators:
        if (row.indicator, Cell(row.indicator)) not in tables.codes:
            yield f"indicator_codes lacks {row.indicator} as a code of its own total."


def _due(tables: Tables) -> Iterator[str]:
    indicators = {row.indicator: row for row in tables.indicators}
    for name, level, period_type in tables.due:
        row = indicators.get(name)
        if row is None:
            continue
        if level not in LEVELS:
            yield f"{name} is due from {level}: choose of {', '.join(LEVELS)}."
        if period_type not in row.period_types:
            yield f"{name} is due {period_type}, which its period types do not name."
        if row.behaviour in ("ratio", "reference") or row.value_type in OWED_BY_NOBODY:
            yield f"{name} is due, but a {row.value_type} of this behaviour is owed by nobody."


def _forms(tables: Tables) -> Iterator[str]:
    forms = {row.form: row for row in tables.forms}
    for form in tables.forms:
        if form.layout not in LAYOUTS:
            yield f"{form.form} has the layout {form.layout}: choose of {', '.join(LAYOUTS)}."
    indicators = {row.indicator: row for row in tables.indicators}
    holding: dict[str, set[str]] = defaultdict(set)
    for item in tables.items:
        place = f"{item.form} item {item.item_no}"
        if item.form not in forms:
            yield f"{place}: the form is not in forms."
            continue
        holding[item.cell.indicator].add(item.form)
        indicator = indicators.get(item.cell.indicator)
        if indicator and forms[item.form].period_type not in indicator.period_types:
            yield f"{place}: {indicator.indicator} has no figures of the form's period type."
        yield from _cell_faults(tables, place, item.cell)
        yield from _item_years(tables, place, item)
        yield from _item_values(place, item)
    for one, other in combinations(tables.items, 2):
        # one cell printed twice is a finding of the night; two under one name cannot be read
        if one.form != other.form or one.cell == other.cell or not _overlap(one, other):
            continue
        if one.item_no == other.item_no:
            yield f"form_items (number) has {(one.form, one.item_no)!r} twice."
        if one.label_zh == other.label_zh:
            yield f"form_items (label) has {(one.form, one.label_zh)!r} twice."
    for row in tables.indicators:
        if set(row.forms) != holding[row.indicator]:
            yield f"{row.indicator} names other forms than form_items."


def _overlap(one: FormItem, other: FormItem) -> bool:
    starts = max(one.valid_from or 0, other.valid_from or 0)
    return starts < min(one.valid_to or 9999, other.valid_to or 9999)


def _item_values(place: str, item: FormItem) -> Iterator[str]:
    """What an item says of the numbers and blanks in its cells."""
    if item.blank_means not in BLANKS:
        yield f"{place} has the blank {item.blank_means}: choose of {', '.join(BLANKS)}."
    if item.blank_means == ZERO_OF_ZERO_TOTAL and item.cell == Cell(item.cell.indicator):
        yield f"{place} is a total: a blank cannot follow from it."
    low, high = item.minimum, item.maximum
    if low is not None and high is not None and low > high:
        yield f"{place} has a min_value above its max_value."
    if item.decimals is not None and item.decimals < 0:
        yield f"{place} has {item.decimals} decimals."


def _item_years(tables: Tables, place: str, item: FormItem) -> Iterator[str]:
    for member in tables.members:
        if member.indicator != item.cell.indicator:
            continue
        if getattr(item.cell, member.dimension) != member.member:
            continue
        starts_before = (item.valid_from or 0) < (member.valid_from or 0)
        ends_after = (item.valid_to or 9999) > (member.valid_to or 9999)
        if starts_before or ends_after:
            yield f"{place} is printed in years in which {member.member} is not valid."
