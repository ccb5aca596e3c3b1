"""How long the roll-up takes: a full build against SQL by hand, and a night with one late report.

python -m benchmarks.rollup [--observations N] [--history N] [--out FILE] [--state FOLDER]
"""

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data, nights, report, server
from ingestion import settings
from ingestion.publishing import dbt_process

REPEATED = 5
SAMPLE = ("420000", "420100", "420500", "420581", "429004", "420102010", "420529203", "421221100")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, processor seconds of the database server, and rows that it touched."""

    clock: float
    work: float
    rows: float

    def __sub__(self, other: "Took") -> "Took":
        return Took(self.clock - other.clock, self.work - other.work, self.rows - other.rows)


def main() -> None:
    """Measure, print, and write the report."""
    asked = _arguments()
    if asked.observations:
        with _warehouse(asked.state) as state:
            found = full_build(state, asked.observations) | late_report(state)
            tables = [report.full_build(found), report.late_report(found)]
            report.write(asked.out, [*tables, report.memory(_peak_megabytes())])
    if asked.history:
        with _warehouse(asked.state) as state:
            found = long_history(state, asked.history)
            report.write(asked.out, [report.long_history(found)], more=bool(asked.observations))


def full_build(state: Path, observations: int) -> dict[str, object]:
    """Totals by the warehouse and by hand over the same made-up raw tables."""
    _models()  # parses the project
    nothing = _timed(state, _models)
    with data.admin(state) as connection:
        counts = data.make(connection, observations)
        shares = data.shares(connection)
    _say(f"raw holds {counts}, shares {shares}")
    warehouse = _timed(state, _models)
    _say(f"built: {warehouse}, of which dbt over nothing {nothing}")
    steps: dict[str, float] = {}
    by_hand = _timed(state, lambda: steps.update(_by_hand(state)))
    _say(f"by hand: {by_hand}")
    with data.admin(state) as connection:
        rows = data.count(connection, "by_hand.totals")
        whole = data.count(connection, "marts_next.totals")
        same = data.count(
            connection, "marts_next.totals", "indicator in (select indicator from bench.cells)"
        )
        wrong = data.differences(connection, SAMPLE)
        if rows != same or wrong:
            raise SystemExit(f"By hand {rows} rows, by the warehouse {same}; differing: {wrong}")
        connection.execute("drop schema by_hand cascade")
    return {
        "counts": counts, "shares": shares, "rows": rows, "more rows": whole - same, "steps": steps,
        "nothing": nothing, "warehouse": warehouse, "by hand": by_hand,
    }  # fmt: skip


def late_report(state: Path) -> dict[str, object]:
    """F, E and L: nights that build everything, nothing, and what one late report changes."""
    nights.build_everything_next()
    full = _night(state, "full")
    return {"F": full, **_empty_and_late(state, data.LATE[:REPEATED])}


def long_history(state: Path, observations: int) -> dict[str, object]:
    """E and L with the history of a first year, and with ten times as much."""
    _models()
    with data.admin(state) as connection:
        counts = data.make(connection, observations)
    nights.build_everything_next()
    _night(state, "full")
    short = _empty_and_late(state, data.LATE[:REPEATED])
    with data.admin(state) as connection:
        counts["observations with earlier reports"] = data.report_often(connection)
    nights.build_everything_next()
    _night(state, "full again")
    with data.admin(state) as connection:
        counts["rows of marts_history.totals"] = data.publish_often(connection)
    return {"counts": counts, "short": short, "long": _empty_and_late(state, data.LATE[REPEATED:])}


def _empty_and_late(state: Path, units: Sequence[str]) -> dict[str, object]:
    """Pairs of nights: one without anything new, and one with the late report of each unit."""
    empty, late, sizes = [], [], []
    _night(state, "warm")
    for number, unit in enumerate(units):
        empty.append(_night(state, f"empty {number}"))
        with data.admin(state) as connection:
            sizes.append(data.arrive_late(connection, unit))
        late.append(_night(state, f"late {number}"))
    return {
        "E": _median(empty),
        "L": _median(late),
        # what the machine does meanwhile befalls both nights of a pair
        "L - E": _median([one - other for one, other in zip(late, empty, strict=True)]),
        "late": sizes,
        "all": list(zip(empty, late, strict=True)),
    }


def _night(state: Path, name: str) -> Took:
    took = _timed(state, lambda: nights.night(f"{name} {time.monotonic_ns()}"))
    _say(f"night {name}: {took}")
    return took


def _models() -> None:
    """All models that lead to totals, anew."""
    for command in (["seed"], ["run", "--full-refresh", "--select", f"+{nights.MART}"]):
        ended = dbt_process.run(settings.load(), command)
        if not ended.success:
            raise SystemExit(f"dbt failed: {ended.fault}")


def _by_hand(state: Path) -> dict[str, float]:
    with data.admin(state) as connection:
        return data.by_hand(connection)


def _timed(state: Path, do: Callable[[], object]) -> Took:
    worked, touched = _so_far(state)
    begun = time.monotonic()
    do()
    clock = time.monotonic() - begun
    working, touching = _so_far(state)
    return Took(clock, working - worked, touching - touched)


def _so_far(state: Path) -> tuple[float, int]:
    """Processor seconds and rows of all sessions until now, none of which is still at work: what
    one did before a measurement begins must not count into it."""
    with data.admin(state) as connection:
        while not data.is_alone(connection):
            time.sleep(0.1)
        touched = data.rows_touched(connection)
    time.sleep(1)  # until the server has taken note of the processes that have ended
    return server.seconds_of_work(state), touched


def _median(found: list[Took]) -> Took:
    columns = zip(*((one.clock, one.work, one.rows) for one in found), strict=True)
    return Took(*map(statistics.median, columns))


def _peak_megabytes() -> float:
    """The most memory that this process, which runs dbt, ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _warehouse(folder: Path | None) -> Iterator[Path]:
    """A server with an empty warehouse, over the part of the project that leads to totals."""
    with server.running(folder) as state:
        os.environ["WAREHOUSE_STATE"] = str(state)
        os.environ.pop("WAREHOUSE_REFERENCE", None)
        dbt_process.PROJECT = nights.SHIPPED
        dbt_process.PROJECT = nights.trim(state)
        os.environ["WAREHOUSE_REFERENCE"] = str(dbt_process.PROJECT / "seeds")
        yield state


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the roll-up.")
    parser.add_argument("--observations", type=int, default=10_000_000, help="0 leaves it out")
    parser.add_argument(
        "--history",
        type=int,
        default=600_000,
        help="observations of the part with a long history, 0 leaves it out",
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("rollup.md"))
    parser.add_argument(
        "--state", type=Path, default=None, help="where the database is made for the time being"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
