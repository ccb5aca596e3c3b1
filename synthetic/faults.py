"""Files that say nothing because nobody can read them, some of them sent again in good order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from synthetic.claims import Paper
from synthetic.desk import Desk, forms_paper

# a paper's content -> what is left of it
DAMAGE: dict[str, Callable[[Random, bytes], bytes]] = {
    "bytes": lambda rng, _: b"A" + bytes(rng.choice((0x80, 0xFF, 0xA9)) for _ in range(600)),
    "truncated": lambda _, content: content[: len(content) // 2],
    "empty": lambda _, __: b"",
}
ODDITIES = ("header", "label", "office")
KINDS = (*DAMAGE, *ODDITIES, "required")


def spoil(desk: Desk, share: float) -> None:
    """Make this share of the files faulty, each kind in its turn."""
    if share <= 0:
        return
    wanted = max(len(KINDS), round(share * len(desk.papers)))
    for number in range(wanted):
        kind = KINDS[number % len(KINDS)]
        for paper in desk.some(f"fault-{number}", 0.0, _fits(kind)):
            if number % 2:
                _send_again(desk, paper)
            paper.fault = kind
            paper.oddity = kind if kind in ODDITIES else ""
            if kind == "required":
                paper.kind = "snapshot"


def _fits(kind: str) -> Callable[[Paper], bool]:
    """Which papers a fault can befall: only small ones, so that no large one is lost."""

    def fits(paper: Paper) -> bool:
        if paper.kind != "patch" or not forms_paper(paper):
            return False
        if kind in ("bytes", "truncated"):
            return paper.format.startswith("csv") == (kind == "bytes") and paper.format != "json"
        if kind == "required":  # rows of other periods would count as patches of those
            return not any(claim.period for claim in paper.claims())
        return True

    return fits


def _send_again(desk: Desk, paper: Paper) -> None:
    stem, _, extension = paper.name.rpartition(".")
    moment = desk.clock.take(paper.received_at + timedelta(days=6))
    desk.add(replace(paper, name=f"{stem}_重传.{extension}", received_at=moment))


def damaged(paper: Paper, content: bytes, rng: Random) -> bytes:
    """What arrives of a faulty paper."""
    damage = DAMAGE.get(paper.fault)
    return damage(rng, content) if damage else content
