-- What totals say of a figure after edits is what adjusted_totals say of it, wherever edits speak; and
-- there is nothing after edits that totals do not know.
select
    adjusted.org_code,
    {{ cell('adjusted') }},
    adjusted.boundary,
    adjusted.total,
    totals.adjusted_total,
    scopes.indicator is not null as has_edits
from {{ ref('adjusted_totals') }} as adjusted
left join {{ ref('totals') }} as totals
    on adjusted.org_code = totals.org_code
    and {{ same_cell('adjusted', 'totals') }}
    and adjusted.boundary = totals.boundary
left join {{ ref('int_adjusted_scopes') }} as scopes
    on adjusted.indicator = scopes.indicator and left(adjusted.period, 4)::integer = scopes.period_year
where
    totals.org_code is null
    or scopes.indicator is null
    or adjusted.total is distinct from totals.adjusted_total

union all

select totals.org_code, {{ cell('totals') }}, totals.boundary, null, totals.adjusted_total, true
from {{ ref('totals') }} as totals
inner join {{ ref('int_adjusted_scopes') }} as scopes
    on totals.indicator = scopes.indicator and left(totals.period, 4)::integer = scopes.period_year
left join {{ ref('adjusted_totals') }} as adjusted
    on totals.org_code = adjusted.org_code
    and {{ same_cell('totals', 'adjusted') }}
    and totals.boundary = adjusted.boundary
where adjusted.org_code is null and totals.adjusted_total is not null
