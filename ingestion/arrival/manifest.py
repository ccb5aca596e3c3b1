"""The manifest of a landing: when its files arrived and which are made up, if somebody says so."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

NAME = "manifest.csv"
_TRUTH = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False, "": None}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the manifest."""

    stated_at: datetime | None
    is_synthetic: bool | None
    problem: str | None


def read(content: bytes) -> dict[str, Line]:
    """The lines of a manifest by the paths that they speak of."""
    return dict(_lines(content.decode("utf-8-sig", errors="replace")))


def _lines(text: str) -> Iterator[tuple[str, Line]]:
    """(path, line) of a manifest; a faulty value is told, not guessed."""
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        path = (row.get("path") or "").strip().lstrip("/")
        stated, problem = (row.get("received_at") or "").strip(), None
        stated_at = None
        if stated:
            try:
                stated_at = datetime.fromisoformat(stated)
            except ValueError:
                problem = f"第 {number} 行 received_at 无法识别：{stated}"
        if stated_at is not None and stated_at.tzinfo is None:
            stated_at, problem = None, f"第 {number} 行 received_at 没有时区：{stated}"
        flag = (row.get("is_synthetic") or "").strip().lower()
        if flag not in _TRUTH:
            problem = f"第 {number} 行 is_synthetic 无法识别：{flag}"
        if path:
            yield path, Line(stated_at, _TRUTH.get(flag), problem)
