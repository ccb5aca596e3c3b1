"""The commands `queue` and `decide` of `python -m ingestion`."""

import argparse
import sys
from typing import Any

_WORDS = {"accept": "认可", "reject": "不认可"}


def add_commands(commands: Any) -> None:
    """Add them to the subparsers of the command line."""
    one = commands.add_parser("queue", help="what waits for a person, the weightiest first")
    one.add_argument("--most", type=int, default=20, metavar="N", help="how many to show")
    one.set_defaults(run=_queue)
    one = commands.add_parser("decide", help="decide one item of the queue")
    one.add_argument("item", metavar="ITEM", help="its number, or the beginning after the colon")
    one.add_argument("--as", dest="decision", required=True, choices=tuple(_WORDS))
    one.add_argument("--by", required=True, metavar="NAME", help="the person who decides")
    one.add_argument("--reason", required=True, metavar="TEXT")
    one.set_defaults(run=_decide)


def _queue(options: argparse.Namespace) -> int:
    import psycopg  # noqa: PLC0415  as all imports of one command: each is slow

    from ingestion import settings  # noqa: PLC0415
    from ingestion.deciding import decisions  # noqa: PLC0415

    with psycopg.connect(settings.load().dsn("transformer")) as known:
        items = decisions.waiting(known)
    sys.stdout.writelines(f"{line}\n" for line in decisions.lines(items, options.most))
    return 0


def _decide(options: argparse.Namespace) -> int:
    from ingestion.deciding import decisions  # noqa: PLC0415

    item = decisions.decide(options.item, options.decision, options.by, options.reason)
    sys.stdout.write(f"已决定（{_WORDS[options.decision]}）：{item}\n")
    return 0
