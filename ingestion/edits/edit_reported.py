"""Whether an imputation is needed at all: it stands in only where nobody reported a figure."""

from collections.abc import Iterator

from psycopg import Connection

from ingestion.checking.figures import Place, cube_of, label, period_of, place_of, told
from ingestion.model import Filing, Finding, Observation
from ingestion.reading.filings import Reference
from ingestion.reference.catalogue_rows import Cell as Cube

_SPOKEN = """
select
    observations.org_code, observations.indicator, observations.period, observations.audience,
    observations.grade, observations.department, observations.kind, observations.scope,
    observations.basis, observations.state
from raw.observations as observations
inner join raw.submissions as submissions
    on observations.submission_id = submissions.submission_id
where observations.period = %s and observations.indicator = any(%s)
    and observations.status = 'actual' and submissions.kind <> 'edit'
    and observations.state in ('value', 'zero', 'not_applicable', 'erased')
    and submissions.state in ('accepted', 'accepted_with_findings')
order by submissions.received_at, submissions.submission_id
"""
Spoken = dict[tuple[Place, Cube], str]


def findings(filing: Filing, known: Connection, reference: Reference) -> Iterator[Finding]:
    """Every cell that is to be imputed although a figure of it was reported."""
    imputed = [o for o in filing.observations if _is_imputed(o, reference)]
    if not imputed or filing.kind != "edit":
        return
    spoken = _spoken(filing, imputed, known, reference)
    for o in imputed:
        if spoken.get((_place(o, reference), cube_of(o)), "erased") != "erased":
            name = label(cube_of(o), reference.catalogue)
            yield told("edit_reported", o, name, "修正类方法，或删去本行", o.method or "")


def _is_imputed(o: Observation, reference: Reference) -> bool:
    method = reference.methods.by_code.get(o.method or "")
    return method is not None and method.category == "imputation"


def _spoken(
    filing: Filing, imputed: list[Observation], known: Connection, reference: Reference
) -> Spoken:
    """The latest word on each cell of the period, in the order of arrival."""
    rows = known.execute(_SPOKEN, (filing.period, sorted({o.indicator for o in imputed})))
    latest: Spoken = {}
    for org, indicator, period, audience, grade, department, kind, scope, basis, state in rows:
        said = Observation(
            org, indicator, period, state, audience=audience, grade=grade, department=department,
            kind=kind, scope=scope, basis=basis,
        )  # fmt: skip
        latest[_place(said, reference), cube_of(said)] = state
    return latest


def _place(o: Observation, reference: Reference) -> Place:
    """Where a figure belongs, under the identity of its unit: codes change."""
    period, place = period_of(o.period), place_of(o)
    unit = reference.tree.resolve(o.org_code, period.last_day) if o.org_code and period else None
    return Place(unit, place.period, place.scope, place.status, place.basis)
