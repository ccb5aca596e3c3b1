"""Rows that say in the same words what an earlier one said: understood once.

A sheet asks the same of many units and much of each, so what is asked and of whom are kept apart:
what is asked for all files of a layout, of whom for one table. Rows with a fault are never kept:
each is told at its own place.
"""

from collections.abc import Sequence

from ingestion.reading.cells import Cell
from ingestion.reading.form_rows import Reading, Row, is_foot_word
from ingestion.reading.headers import Header

_FIGURES = frozenset({"own", "inclusive", "unknown", "own_ytd", "inclusive_ytd", "value"})
_WHOSE = ("org_code", "org_name")
_MOST = 10_000
Words = tuple[str, ...]


class KnownRows:
    """The rows of one table of this width, by their words."""

    def __init__(self, header: Header, width: int, reading: Reading) -> None:
        columns = header.columns
        apart = {columns[name] for name in (*_FIGURES, *_WHOSE) if name in columns}
        self._width = width
        self._what_at = [column for column in range(width) if column not in apart]
        # which unit is meant depends on the day
        self._who_at = [columns[name] for name in (*_WHOSE, "period") if name in columns]
        layout = tuple(columns.items()), tuple(header.units.items()), header.noted, width
        about = reading.form.form, reading.cover.period
        self._what: dict[Words, tuple] = reading.labels.catalogue.once(
            ("rows", about, layout), dict
        )
        self._who: dict[Words, tuple] = {}

    def row(self, cells: Sequence[Cell]) -> Row | None:
        """What a row with these cells is about, None where it has to be looked at."""
        if len(cells) != self._width:
            return None
        what = self._what.get(_words(cells, self._what_at))
        who = self._who.get(_words(cells, self._who_at))
        return None if what is None or who is None else Row(*what, *who)

    def keep(self, cells: Sequence[Cell], row: Row) -> None:
        """Remember a row in which nothing is wrong."""
        if len(cells) != self._width or any(is_foot_word(cells[at]) for at in self._what_at):
            return
        self._who[_words(cells, self._who_at)] = row[-2:]
        if len(self._what) < _MOST:  # notes are free words
            self._what[_words(cells, self._what_at)] = row[:-2]


def _words(cells: Sequence[Cell], columns: Sequence[int]) -> Words:
    return tuple([cells[column].text for column in columns])
