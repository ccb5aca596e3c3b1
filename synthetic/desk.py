"""The papers of a run on their way to the landing, and who of them has met with an incident."""

from collections.abc import Callable

from synthetic.claims import Paper
from synthetic.latent import World
from synthetic.papers import Clock

Choice = Callable[[Paper], bool]


class Desk:
    """The papers of a run; a paper that met one incident meets no other."""

    def __init__(self, world: World, papers: list[Paper], clock: Clock) -> None:
        self.world, self.papers, self.clock = world, papers, clock
        self._touched: set[int] = set()

    def some(self, what: str, share: float, eligible: Choice) -> list[Paper]:
        """At least one untouched paper, and this share of all, by chance."""
        free = [p for p in self.papers if id(p) not in self._touched and eligible(p)]
        rng = self.world.rng("incident", what)
        chosen = rng.sample(free, min(len(free), max(1, round(share * len(self.papers)))))
        self._touched |= {id(p) for p in chosen}
        return chosen

    def add(self, paper: Paper) -> None:
        """A paper that came of an incident."""
        self.papers.append(paper)
        self._touched.add(id(paper))


def forms_paper(paper: Paper) -> bool:
    """Whether it is a file of forms with claims, not a written report."""
    return paper.format != "txt" and bool(paper.claims())
