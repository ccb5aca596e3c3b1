"""Planted faults (tests/mutants) stand where they would be planted; trying them takes longer."""

from ingestion.settings import REPOSITORY
from tests.mutants.faults import FAULTS


def test_each_fault_stands_once_in_its_file() -> None:
    """Twenty at least; what was moved or rewritten needs its fault rewritten."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 20
    for fault in FAULTS:
        text = (REPOSITORY / fault.file).read_text(encoding="utf-8")
        assert text.count(fault.old) == 1, f"{fault.name} is no longer in {fault.file}"
        assert fault.new != fault.old
