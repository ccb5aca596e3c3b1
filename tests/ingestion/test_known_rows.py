"""Rows that are understood once for all files: the memory of their words changes nothing."""

from random import Random

from ingestion.reading.known_rows import KnownRows
from tests.ingestion.files import LITERACY, cover, parsed, workbook

# words that are right, right in some years or for some units, and wrong
_WORDS = {
    "指标名称": (
        "科普活动场次", "其中：面向产业工人（城镇劳动者）的科普活动场次", "受赠科普设施价值",
        "其中：面向社区居民的科普活动场次", "不存在的指标", "合计", "填表人：某", "同上",
    ),
    "计量单位": ("场次", "万场次", "公斤", None),
    "对象": ("青少年", "合计", "外星人", None),
    "行政区划代码": ("420112", "420112007", "420821", "420882", "429999", None),
    "单位名称": ("东西湖区", "天门市", None),
    "报告期": ("2019", "2024", "第五季度", None),
    "数据类型": ("累计", "计划", "随便", None),
    "备注": ("同上", "合成数据", None),
    "本级": (5, 0, "12余", "很多", "-", None),
    "含下级": (9, "XX", "3万", None),
}  # fmt: skip
_TABLES = 24


def _table(rng: Random) -> bytes:
    """A form of thirty rows of these words, its columns in any order."""
    names = [name for name in _WORDS if name in ("指标名称", "本级") or rng.random() < 0.6]
    rng.shuffle(names)
    rows = [[_word(name, rng) for name in names] for _ in range(30)]
    return workbook(cover(period=rng.choice(("2019", "2024"))), {LITERACY: [names, *rows]})


def _word(name: str, rng: Random) -> str | int | None:
    """Mostly the first of the words, which is right: else every row would have a fault."""
    return _WORDS[name][0] if rng.random() < 0.6 else rng.choice(_WORDS[name])


def test_rows_are_read_as_if_each_were_the_first(reference, monkeypatch):
    """Tables of few words, many of them wrong, in two years and many layouts: every figure and
    every finding is the same where no row is known from before.
    """
    tables = [_table(Random(f"{seed}|known rows")) for seed in range(_TABLES)]
    known = [0]
    look = KnownRows.row

    def counted(self, cells):
        found = look(self, cells)
        known[0] += found is not None
        return found

    monkeypatch.setattr(KnownRows, "row", counted)
    with_memory = [parsed(table, reference).filings for table in tables]
    assert known[0] > _TABLES
    monkeypatch.setattr(KnownRows, "row", lambda self, cells: None)
    for table, filings in zip(tables, with_memory, strict=True):
        assert filings == parsed(table, reference).filings
        assert any(filing.findings for filing in filings)
