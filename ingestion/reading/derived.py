"""Cells of a form that follow from others: totals of exhaustive parts, sums, ratios.

What follows from what is the catalogue's word, so nothing is said twice. A template prints these
cells as locked formulas. An office program stores their results; where a program filled the form
and stored none, the reader takes the result of the same formula from here, and of no other.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ingestion.model import TOTAL
from ingestion.reading import cells
from ingestion.reading.cells import Cell, Figure
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import DIMENSIONS, FormItem, Indicator
from ingestion.reference.catalogue_rows import Cell as Cube

UNKNOWN, NOTHING, ABSENT = "未统计", "", "-"
_ABSENT_WORDS = ("-", "—", "/", "无", "不适用")


@dataclass(frozen=True, slots=True)
class Formula:
    """Item numbers whose cells are added; of a ratio also the one they are divided by."""

    terms: tuple[int, ...]
    over: int | None = None
    factor: Decimal = Decimal(1)
    decimals: int = 2

    @property
    def items(self) -> tuple[int, ...]:
        """All item numbers that the result follows from."""
        return self.terms if self.over is None else (*self.terms, self.over)


def formulas(catalogue: Catalogue, form: str, year: int) -> dict[int, Formula]:
    """The derived items of a form as printed for a year, by their numbers."""
    items = catalogue.items(form, year)
    numbers = {item.cell: item.item_no for item in items}
    found = {item.item_no: _formula(item, numbers, catalogue, year) for item in items}
    return {number: formula for number, formula in found.items() if formula}


def excel(formula: Formula, place: Callable[[int], str]) -> str:
    """The formula as a workbook has it; `place` gives the cell of an item. Excel 2007 knows it all.

    A part left blank leaves the total blank, parts that are all absent make it absent, and a part
    that is no number leaves the total uncounted: it is never less than what it should be.
    """
    parts = [place(number) for number in formula.terms]
    if formula.over is not None:
        return _excel_ratio(formula, parts, place(formula.over))
    counted, blank = f"COUNT({','.join(parts)})", ",".join(f'{part}=""' for part in parts)
    words = ",".join(f'"{word}"' for word in _ABSENT_WORDS)
    absent = "+".join(f"IF(OR({part}={{{words}}}),1,0)" for part in parts)
    known = f'IF({counted}=0,"{ABSENT}",SUM({",".join(parts)}))'
    whole = f'IF({counted}+{absent}={len(parts)},{known},"{UNKNOWN}")'
    return f'=IF(OR({blank}),"{NOTHING}",{whole})'


def _excel_ratio(formula: Formula, parts: list[str], over: str) -> str:
    numbers = ",".join([*parts, over])
    quotient = f"{'+'.join(parts)}" if len(parts) == 1 else f"({'+'.join(parts)})"
    result = f"ROUND({quotient}/{over}*{formula.factor},{formula.decimals})"
    return f'=IF(COUNT({numbers})<{len(parts) + 1},"",IF({over}=0,"",{result}))'


def result(formula: Formula, cell_of: Callable[[int], Cell], ref: str) -> Cell:
    """The cell that the formula makes of others, as an office program would show it."""
    read = [_shown(cell_of(number)) for number in formula.terms]
    if formula.over is not None:
        return _ratio(formula, read, _shown(cell_of(formula.over)), ref)
    numbers = [one for one in read if isinstance(one, Decimal)]
    if NOTHING in read:
        return Cell(ref)
    if any(one not in (*numbers, ABSENT) for one in read):
        return Cell(ref, UNKNOWN)
    return _number(ref, sum(numbers, Decimal(0))) if numbers else Cell(ref, ABSENT)


def _ratio(formula: Formula, read: list[Decimal | str], over: Decimal | str, ref: str) -> Cell:
    numbers = [one for one in read if isinstance(one, Decimal)]
    if len(numbers) < len(read) or not isinstance(over, Decimal) or not over:
        return Cell(ref)
    share = sum(numbers, Decimal(0)) / over * formula.factor
    return _number(ref, share.quantize(Decimal(1).scaleb(-formula.decimals), ROUND_HALF_UP))


def _number(ref: str, number: Decimal) -> Cell:
    return Cell(ref, f"{number:f}", number)


def _shown(cell: Cell) -> Decimal | str:
    """What a formula sees of a cell: a number, a blank, `-` for what is absent, else a word."""
    if cell.number is not None and not cell.percent:
        return cell.number
    if cell.blank:
        return NOTHING
    figure = cells.read(cell)
    absent = isinstance(figure, Figure) and figure.state == "not_applicable"
    return ABSENT if absent and cell.text in _ABSENT_WORDS else UNKNOWN


def _formula(
    item: FormItem, numbers: Mapping[Cube, int], catalogue: Catalogue, year: int
) -> Formula | None:
    indicator = catalogue.indicators[item.cell.indicator]
    for cubes in (
        *_wholes(item.cell, catalogue, year),
        *_sums(item.cell, catalogue, year),
    ):
        if all(cube in numbers for cube in cubes):
            return Formula(tuple(numbers[cube] for cube in cubes))
    return _of_ratio(item, indicator, numbers, catalogue)


def _wholes(cell: Cube, catalogue: Catalogue, year: int) -> Iterable[list[Cube]]:
    """The exhaustive parts of a cell, dimension by dimension."""
    for dimension in DIMENSIONS:
        parts = catalogue.parts(cell.indicator, dimension, year)
        if parts and getattr(cell, dimension) == TOTAL:
            yield [cell._replace(**{dimension: member}) for member in parts]


def _sums(cell: Cube, catalogue: Catalogue, year: int) -> Iterable[list[Cube]]:
    """The cells of which a relation says that they add up to this one, here and now.

    A balance with a minus (opening + new - closed = closing) is no sum: it checks what was counted.
    """
    for relation in catalogue.relations.of(year).get(cell.indicator, ()):
        added = all(term.coefficient == 1 for term in relation.terms)
        is_sum = relation.operator == "=" and added and relation.is_of_one_place
        if is_sum and relation.left.cell(cell) == cell == Cube(cell.indicator):
            yield [term.cell(cell) for term in relation.right]


def _of_ratio(
    item: FormItem, indicator: Indicator, numbers: Mapping[Cube, int], catalogue: Catalogue
) -> Formula | None:
    if indicator.denominator is None or item.cell != Cube(item.cell.indicator):
        return None
    above = [numbers.get(catalogue.codes[code]) for code in indicator.numerator]
    over = numbers.get(catalogue.codes[indicator.denominator])
    terms = tuple(number for number in above if number is not None)
    if over is None or len(terms) < len(above):
        return None
    decimals = 2 if item.decimals is None else item.decimals
    return Formula(terms, over, indicator.ratio_factor or Decimal(1), decimals)
