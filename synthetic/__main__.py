"""`python -m synthetic --out DIR --seed N --size small|medium|large`: a made-up province."""

import argparse
import os
import sys
from pathlib import Path

from synthetic.cast import SIZES
from synthetic.province import Plan, make

REPOSITORY = Path(__file__).resolve().parent.parent


def years(text: str) -> range:
    """2022-2024, or one year."""
    first, _, last = text.partition("-")
    found = range(int(first), int(last or first) + 1)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} holds no year: write the earlier year first")
    return found


def main(argv: list[str] | None = None) -> int:
    """Make the province and say in one line what was made."""
    parser = argparse.ArgumentParser(prog="python -m synthetic", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--units", type=int, help="at most so many offices")
    parser.add_argument("--years", type=years, default=range(2022, 2025), help="2022-2024")
    parser.add_argument("--faults", type=float, default=0.03, help="share of unreadable files")
    given = parser.parse_args(argv)
    reference = os.environ.get("WAREHOUSE_REFERENCE") or REPOSITORY / "dbt_project" / "seeds"
    plan = Plan(given.seed, given.size, given.units, given.years, given.faults)
    province = make(given.out, plan, Path(reference))
    print(f"{len(province.papers)} files of {len(province.duties)} offices in {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
