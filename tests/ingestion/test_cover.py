"""Who sends, for which period, as what: the cover and the landing's folder."""

import pytest

from ingestion.reading import cover
from ingestion.reading.cells import Cell
from ingestion.reading.cover import LATEST, Cover
from ingestion.reading.filings import Reference


def read(pairs: dict[str, str], reference: Reference, *folders: str) -> Cover:
    cells = [
        (Cell(f"封面!A{i}", k), Cell(f"封面!B{i}", v)) for i, (k, v) in enumerate(pairs.items())
    ]
    return cover.read(cells, folders, reference.tree)


def rules(found: Cover) -> list[str]:
    return [fault.rule_id for fault in found.findings]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", "2024"), ("2024年", "2024"), ("２０２４年度", "2024"), ("2024-H1", "2024-H1"),
        ("2024年上半年", "2024-H1"), ("2024年下半年", "2024-H2"), ("2024-Q3", "2024-Q3"),
        ("2024年第三季度", "2024-Q3"), ("2024年3季度", "2024-Q3"), ("2024-07", "2024-07"),
        ("2024年7月", "2024-07"), ("2024年12月", "2024-12"), ("2024-13", None), ("24年", None),
        ("2024年5季度", None), ("本年", None), ("202407", None),
    ],
)  # fmt: skip
def test_periods(text, period):
    """A period is read from the usual spellings and from no others."""
    found = cover.read_period(text)
    assert (str(found) if found else None) == period


def test_folder_tells_the_sender(reference):
    """Without a cover the nearest folder named by an org code tells the sender."""
    found = read({"报告期": "2024"}, reference, "202401", "420112", "421000")
    assert (found.sender_code, rules(found)) == ("420112", [])


def test_folder_by_an_older_code(reference):
    """A folder named by the code of former days means the unit of today."""
    assert cover.folder_code(["420821"], reference.tree) == ("420882", None)


def test_cover_below_the_folder(reference):
    """A district may deliver through its city's folder: the cover is its own word."""
    found = read({"行政区划代码": "421003", "报告期": "2024"}, reference, "421000")
    assert (found.sender_code, rules(found)) == ("421003", [])


def test_cover_against_the_folder(reference):
    """A cover of another branch than the folder is a contradiction, told with both names."""
    found = read({"行政区划代码": "420112", "报告期": "2024"}, reference, "421000")
    assert rules(found) == ["sender_conflict"]
    assert "荆州市" in found.findings[0].expected
    assert "东西湖区" in found.findings[0].found


def test_twelve_digits_are_the_same_code(reference):
    """Codes filled up to twelve digits are understood."""
    found = read({"行政区划代码": "420112000000", "报告期": "2024"}, reference)
    assert (found.sender_code, rules(found)) == ("420112", [])


def test_name_alone(reference):
    """A name tells the sender only where one unit bears it: 恩施 is a prefecture and a city."""
    clear = read({"填报单位": "东西湖区科学技术协会", "报告期": "2024"}, reference)
    assert (clear.sender_code, rules(clear)) == ("420112", [])
    unclear = read({"填报单位": "城关镇", "报告期": "2024"}, reference)
    assert (unclear.sender_code, rules(unclear)) == (None, ["sender_unknown"])


def test_name_against_code(reference):
    """A name that is not the code's is told, and the code holds."""
    found = read({"填报单位": "荆州市科协", "行政区划代码": "420112"}, reference)
    assert (found.sender_code, rules(found)) == ("420112", ["sender_name"])


def test_nobody(reference):
    """No cover and no folder: nobody sent it."""
    found = read({"报告期": "2024"}, reference, "inbox")
    assert (found.sender_code, rules(found)) == (None, ["sender_unknown"])


def test_unknown_code(reference):
    """A code that no unit ever bore is told once."""
    found = read({"行政区划代码": "999999", "报告期": "2024"}, reference)
    assert (found.sender_code, rules(found)) == (None, ["sender_unknown"])


def test_correction(reference):
    """更正 is a patch that names what it corrects; without a name that is a fault."""
    named = read({"行政区划代码": "420112", "报送类型": "更正", "更正对象": "ABCDEF12"}, reference)
    assert (named.kind, named.corrects, rules(named)) == ("patch", "abcdef12", [])
    nameless = read({"行政区划代码": "420112", "报送类型": "更正"}, reference)
    assert rules(nameless) == ["correction_target"]


def test_faults_of_a_cover_are_told_together(reference):
    """An unknown key, an unknown kind and an unreadable period, all at once."""
    pairs = {"行政区划代码": "420112", "报送类型": "随便", "报告期": "去年", "天气": "晴"}
    assert sorted(rules(read(pairs, reference))) == [
        "cover_key", "kind_unknown", "period_unreadable",
    ]  # fmt: skip


def test_date_cell_is_no_period(reference):
    """2024-07 that the office program made a date is refused, not guessed."""
    pairs = [(Cell("A1", "报告期"), Cell("B1", "2024-07-01", day=LATEST))]
    assert "period_unreadable" in rules(cover.read(pairs, ("420112",), reference.tree))


def test_two_items_in_a_line(reference):
    """Printed covers put two items side by side; the second is no less said than the first."""
    rows = [
        ("行政区划代码", "420112", "报告期", "2024年第三季度"),
        ("备注", "", "报送类型", "更正", "更正对象", "ab12cd34"),
    ]
    cells = [[Cell(f"{at}{n}", word) for at, word in zip("ABCDEF", row, strict=False)]
             for n, row in enumerate(rows, 1)]  # fmt: skip
    pairs = [pair for row in cells for pair in cover.pairs_of(row)]
    found = cover.read(pairs, (), reference.tree)
    assert (found.sender_code, str(found.period)) == ("420112", "2024-Q3")
    assert (found.kind, found.corrects, found.findings) == ("patch", "ab12cd34", ())
