"""Cutting plain cells out of a worksheet changes nothing of what is told about it."""

import io
from random import Random

import pytest

from ingestion.arrival import sniff
from ingestion.reading import plain_cells, sheet_marks
from tests.golden import hostile, ugly, wrong  # noqa: F401  the cases register themselves
from tests.golden.made import CASES
from tests.ingestion.conftest import reference  # noqa: F401  a fixture
from tests.readers.drafts import draft
from tests.readers.mutations import KINDS


def whole(stream, styles, marks):
    """Everything to the parser."""
    yield stream.read()


def marks_of(data: bytes, monkeypatch, cut: bool) -> object:
    with monkeypatch.context() as patched:
        if not cut:
            patched.setattr(plain_cells, "without", whole)
        try:
            return sheet_marks.read(data)
        except Exception as error:
            return type(error)


def workbooks(reference):  # noqa: F811
    """(name, bytes) of every golden workbook and of one of each kind of mutation."""
    for name, made in CASES.items():
        yield name, made().data
    for kind, mutation in KINDS.items():
        random = Random(kind)
        made = draft(random, reference, mutation.form)
        mutation.change(made, random)
        yield kind, made.data


def test_marks_are_the_same(reference, monkeypatch):  # noqa: F811
    """With and without cutting, a workbook has the same marks or the same damage."""
    seen = 0
    for name, data in workbooks(reference):
        if sniff.media_type("a", data) == sniff.XLSX:
            seen += 1
            cut = marks_of(data, monkeypatch, True)
            assert cut == marks_of(data, monkeypatch, False), name
    assert seen > 80


@pytest.mark.parametrize("chunk", [1, 7, 100, 2**20])
def test_pieces_of_any_size(monkeypatch, chunk):
    """Where the pieces of a sheet end makes no difference."""
    xml = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="C%d" t="s"><v>0</v></c></row>' % (n, n, n)
        for n in range(1, 40)
    )
    monkeypatch.setattr(plain_cells, "_CHUNK", chunk)
    marks = sheet_marks.Marks()
    left = b"".join(plain_cells.without(io.BytesIO(xml), {"4"}, marks))
    assert (marks.rows, marks.columns, marks.texts) == (39, 3, 39)
    assert b"<v>" not in left
    assert left.count(b"<row") == 39
