"""The folder that is written: the landing with its manifest, and beside it what is true."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from synthetic import assertions, faults, files
from synthetic.claims import Paper
from synthetic.latent import World

NOTE = "合成数据-说明.txt"
_NOTE = (
    "本文件夹及其下级文件夹中的全部文件均为程序生成的合成数据，并非任何单位的真实报送。\n"
    "单位名称取自公开的行政区划，数字、企业与工作站名称均为虚构。\n"
)
_README = """A made-up province. Nothing in here was reported by anybody.

landing/                what the offices would send; manifest.csv says when each file arrived
truth.csv               what a perfect warehouse publishes from it (marts.totals)
latent.csv              what truly happened, by office, before anybody reported it
asserted_*.csv          what each file asserts, as rows like raw.submissions and raw.observations

Made by: python -m synthetic --seed {seed} --size {size} --years {years} --faults {faults}
"""


def write(folder: Path, world: World, papers: list[Paper], made_by: Mapping[str, object]) -> None:
    """Everything but the truth. Raises FileExistsError when the landing holds other files."""
    landing = folder / "landing"
    landing.mkdir(parents=True, exist_ok=True)
    _refuse_strangers(landing, papers)
    for paper in papers:
        path = landing / paper.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(paper.content)
    (landing / NOTE).write_text(_NOTE, encoding="utf-8")
    _manifest(landing / "manifest.csv", papers)
    (folder / "README.txt").write_text(_README.format(**made_by), encoding="utf-8")
    said = assertions.submissions(papers), assertions.observations(papers)
    table(folder / "asserted_submissions.csv", assertions.SUBMISSION, said[0])
    table(folder / "asserted_observations.csv", assertions.OBSERVATION, said[1])
    table(folder / "latent.csv", LATENT, latent(world, papers))


def _refuse_strangers(landing: Path, papers: Iterable[Paper]) -> None:
    """What another run left there would be read with this one, and the truth would not hold."""
    ours = {landing / p.path for p in papers} | {landing / NOTE, landing / "manifest.csv"}
    strangers = sorted(p for p in landing.rglob("*") if p.is_file() and p not in ours)
    if strangers:
        raise FileExistsError(f"{landing} holds {strangers[0].name}: name an empty folder instead.")


def render(world: World, papers: Iterable[Paper]) -> None:
    """Give every paper its content: what others point to or repeat comes first."""
    order = sorted(papers, key=lambda p: p.corrects is not None or p.copies is not None)
    for paper in order:
        if paper.copies:
            paper.content = paper.copies.content
        else:
            content = files.render(paper, world.reference)
            paper.content = faults.damaged(paper, content, world.rng("damage", paper.path))


def _manifest(path: Path, papers: Iterable[Paper]) -> None:
    rows = [
        {"path": p.path, "received_at": p.received_at.isoformat(), "is_synthetic": "true"}
        for p in sorted(papers, key=lambda p: p.received_at)
    ]
    table(path, ("path", "received_at", "is_synthetic"), rows)


LATENT = (
    "org_code", "indicator", "period", "audience", "grade", "department", "kind", "own",
    "inclusive",
)  # fmt: skip


def latent(world: World, papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """The truth behind every annual cell that anybody was asked for."""
    asked = {
        (claim.org or paper.sender, claim.indicator, claim.breakdown, claim.period or paper.period)
        for paper in papers
        for claim in paper.claims()
        if world.reference.indicators[claim.indicator].value_type in ("count", "money")
    }
    return [
        {
            "org_code": org, "indicator": indicator, "period": period, **breakdown._asdict(),
            "own": world.own(org, indicator, breakdown, int(period)),
            "inclusive": world.inclusive(org, indicator, breakdown, int(period)),
        }
        for org, indicator, breakdown, period in sorted(asked)
        if period.isdigit()
    ]  # fmt: skip


def table(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Rows as CSV, null as an empty cell, numbers without exponents."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _written(row[name]) for name in columns})


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
