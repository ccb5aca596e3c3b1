"""How many provinces exercise each rule."""

from collections import Counter
from collections.abc import Iterable

from tests.rollup.judging import Judged
from tests.rollup.rules import RULES, SELDOM

OF_300 = 30  # so many provinces of 300 must exercise a rule, and of other numbers accordingly,
FEWEST = 100  # but of fewer than these chance alone may leave one out


class Tally:
    """Counts provinces by what the oracle noted in them."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.by_rule: Counter[str] = Counter()

    def count(self, judged: Iterable[Judged]) -> None:
        """Take more provinces into account."""
        for one in judged:
            if one.number not in self.numbers:
                self.numbers.add(one.number)
                self.by_rule.update(one.noted)

    @property
    def needed(self) -> int:
        """How many provinces must exercise a rule."""
        count = len(self.numbers)
        return OF_300 * count // 300 if count >= FEWEST else 0

    def rare(self) -> dict[str, int]:
        """The rules that too few provinces exercise."""
        return {rule: self.by_rule[rule] for rule in RULES if self.by_rule[rule] < self.needed}

    def unnamed(self) -> set[str]:
        """What was noted and is no rule that anybody asked for."""
        return self.by_rule.keys() - {*RULES, *SELDOM}

    def table(self) -> list[str]:
        """Lines that say how many provinces exercise each rule."""
        head = f"Of {len(self.numbers)} random provinces exercise a rule (at least {self.needed})"
        lines = [head, *(f"{self.by_rule[rule]:>7}  {rule}" for rule in RULES)]
        return lines
