"""How many provinces exercise each rule."""

from collections import Counter
from collections.abc import Iterable

from tests.rollup.judging import Judged


class Tally:
    """Counts provinces by what the oracle noted in them."""

    def __init__(self) -> None:
        self.provinces = 0
        self.by_rule: Counter[str] = Counter()

    def count(self, judged: Iterable[Judged]) -> None:
        """Take more provinces into account."""
        for one in judged:
            self.provinces += 1
            self.by_rule.update(one.noted)
