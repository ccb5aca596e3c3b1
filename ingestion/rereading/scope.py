"""Which submissions a rerun is about: a period, a place with all below it, a form; one at least."""

from dataclasses import dataclass
from datetime import date

from ingestion.checking.standing import WRITTEN
from ingestion.errors import WarehouseError
from ingestion.reading.filings import Reference
from ingestion.reference.periods import Period, PeriodError

_LATEST = date(9999, 12, 31)


class RerunError(WarehouseError):
    """A rerun that cannot be done as it was asked for."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What was asked for; `units` are the place and all below it, None where none was named."""

    period: str | None
    units: frozenset[str] | None
    form: str | None

    @classmethod
    def asked(cls, period: str, place: str, form: str, reference: Reference) -> "Scope":
        """The scope by its words, empty where nothing is said. Raises RerunError, all faults at
        once."""
        faults = []
        try:
            parsed = Period.parse(period) if period else None
        except PeriodError:
            faults.append(f"the period {period!r} (expected 2024, 2024-H1, 2024-Q3 or 2024-07)")
            parsed = None
        tree, forms = reference.tree, {*reference.catalogue.forms, *WRITTEN[:1]}
        if place and place not in tree.units:
            faults.append(f"the place {place!r} (expected the code of a unit)")
        if form and form not in forms:
            faults.append(f"the form {form!r} (expected one of {', '.join(sorted(forms))})")
        if not (period or place or form):
            faults.append("nothing at all (name a period, a place or a form)")
        if faults:
            raise RerunError(f"A rerun cannot be about {' nor '.join(faults)}.")
        day = parsed.last_day if parsed else _LATEST
        units = {unit for unit in tree.units if place in (unit, *tree.ancestors(unit, day))}
        return cls(period or None, frozenset(units) if place else None, form or None)
