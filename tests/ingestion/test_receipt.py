"""The receipt: per file a Chinese answer with every finding's place, expected and found."""

from ingestion import night
from tests.ingestion.files import LITERACY, cover, literacy, workbook


def test_receipt_tells_everything(warehouse):
    """The reporter learns what became of each form and what to mend, cell by cell."""
    rows = [("科普活动场次", "很多"), ("没有这一项", 5)]
    sheets = {**literacy(*rows), "天气": [("晴", 1)]}
    folder = warehouse.landing / "420112"
    folder.mkdir(parents=True)
    (folder / "年报.xlsx").write_bytes(workbook(cover(), sheets))
    night.run(str(warehouse.landing), "n1")
    (path,) = warehouse.receipts.rglob("*.txt")
    assert path.parent.name == "420112"
    assert path.name.startswith("年报.xlsx.")
    assert path.name.endswith(".回执.txt")
    text = path.read_text(encoding="utf-8")
    for expected in (
        "文件：年报.xlsx", f"1. {LITERACY}，报告期 2024，报送单位 东西湖区（420112）",
        "退回，更正后请重新报送（指标名称无法识别）", "问题 2 处：强制性 2",
        "[强制性] 数值无法识别：科普活动场次", f"位置：{LITERACY}!B2", "实为：很多",
        "2. 未识别的报表", "报表名称无法识别",
    ):  # fmt: skip
        assert expected in text


def test_nobody_is_answered_too(warehouse):
    """A file whose sender is unknown has a receipt in a folder of its own."""
    warehouse.landing.mkdir()
    (warehouse.landing / "x.xlsx").write_bytes(b"PK\x03\x04")
    night.run(str(warehouse.landing), "n1")
    (path,) = warehouse.receipts.rglob("*.txt")
    assert path.parent.name == "未识别单位"
