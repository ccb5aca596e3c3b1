"""The ledger and the consolidation worked out in plain Python, as a person would with paper."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.funding.desk import Desk, chain

Parents = Mapping[str, str | None]
ZERO = Decimal(0)
END = {"subsidies_received": "payee", "subsidies_granted": "payer"}
INDICATOR = {"subsidies_received": "subsidy_received", "subsidies_granted": "subsidy_granted"}


def told(desk: Desk, year: str) -> dict[tuple[str, str, str, str], Decimal]:
    """(payer, payee, purpose, side) -> amount: the own office's latest sheet, else another's."""
    order = {s["submission_id"]: n for n, s in enumerate(desk.submissions)}
    sheets: dict[tuple, dict[tuple, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in desk.transfers:
        if line["period"] != year:
            continue
        sent = desk.submissions[order[line["submission_id"]]]
        what = (line["payer_code"], line["payee_code"], line["purpose"], line["side"])
        own = sent["sender_code"] == line[f"{line['side']}_code"]
        sheets[what][own, order[line["submission_id"]]] += line["amount_yuan"]
    return {what: said[max(said)] for what, said in sheets.items()}


def ledger(desk: Desk, year: str) -> list[dict[str, Any]]:
    """Lines with payer, payee, paid, received, matched."""
    said = told(desk, year)
    lines = []
    pairs = {(payer, payee) for payer, payee, _, _ in said}
    for payer, payee in sorted(pairs):
        sides: dict[str, dict[str, Decimal]] = {"payer": {}, "payee": {}}
        for (one, other, purpose, side), amount in said.items():
            if (one, other) == (payer, payee):
                sides[side][purpose] = amount
        both = sorted(sides["payer"].keys() & sides["payee"].keys())
        couples: list[tuple[Any, Any]] = [
            (sides["payer"].pop(p), sides["payee"].pop(p)) for p in both
        ]
        for purpose in sorted(sides["payer"], key=str.encode):
            amount = sides["payer"][purpose]
            same = [
                p for p in sorted(sides["payee"], key=str.encode) if sides["payee"][p] == amount
            ]
            couples.append((amount, sides["payee"].pop(same[0]) if same and amount > 0 else None))
        couples += [(None, amount) for amount in sides["payee"].values()]
        for paid, received in couples:
            matched = min(paid, received) if None not in (paid, received) else ZERO
            lines.append(
                {
                    "payer": payer,
                    "payee": payee,
                    "paid": paid,
                    "received": received,
                    "matched": matched,
                }
            )
    return lines


def consolidated(desk: Desk, year: str, parents: Parents) -> dict[tuple[str, str], dict]:
    """(unit, item) -> before, eliminated, unmatched, after and the bounds of after's lower end."""
    own: dict[str, dict[str, tuple]] = {item: {} for item in END}
    for row in desk.observations:
        for item, indicator in INDICATOR.items():
            if row["indicator"] == indicator and row["period"] == year:
                own[item][row["org_code"]] = (row["value"], row["lower"])
    lines = ledger(desk, year)
    out = {}
    for item, end in END.items():
        for node in parents:
            inside = {unit for unit in parents if node in chain(unit, parents)}
            numbers = {u: v for u, v in own[item].items() if u in inside and v[0] is not None}
            if numbers:
                out[node, item] = _added(
                    node, end, inside=inside, numbers=numbers, own=own, lines=lines
                )
    return out


def _added(
    node: str,
    end: str,
    *,
    inside: set[str],
    numbers: dict[str, tuple],
    own: dict[str, dict[str, tuple]],
    lines: Sequence[Mapping[str, Any]],
) -> dict[str, Decimal]:
    amount = "paid" if end == "payer" else "received"
    within = [x for x in lines if {x["payer"], x["payee"]} <= inside and x[end] in numbers]

    def covered(line: Mapping[str, Any]) -> bool:
        granted = own["subsidies_granted"].get(line["payer"], (None,))[0]
        received = own["subsidies_received"].get(line["payee"], (None,))[0]
        return granted is not None and received is not None

    eliminated = sum((x["matched"] for x in within if covered(x)), ZERO)
    said = sum((x[amount] or ZERO for x in within), ZERO)
    lower = ZERO
    for unit, (value, at_least) in numbers.items():
        inner = sum((x[amount] or ZERO for x in within if x[end] == unit), ZERO)
        if end == "payee" and unit == node:
            lower += at_least
        elif any(x[end] == unit and x[amount] is not None for x in lines):
            agreed = sum((x["matched"] for x in within if x[end] == unit and covered(x)), ZERO)
            lower += min(max(at_least - inner, ZERO), value - agreed)
    before = sum((value for value, _ in numbers.values()), ZERO)
    return {
        "before_yuan": before,
        "eliminated_yuan": eliminated,
        "unmatched_yuan": said - eliminated,
        "after_yuan": before - eliminated,
        "after_lower": lower,
        "after_resolved_yuan": before - said,
    }
