-- Edits stand beside what was reported: of indicators and years without any, both totals are one.
select totals.org_code, {{ cell('totals') }}, totals.boundary, totals.total, totals.adjusted_total
from {{ touched_rows(ref('totals'), 'indicator') }} as totals
left join {{ ref('int_adjusted_scopes') }} as scopes
    on totals.indicator = scopes.indicator and left(totals.period, 4)::integer = scopes.period_year
where scopes.indicator is null and totals.adjusted_total is distinct from totals.total
