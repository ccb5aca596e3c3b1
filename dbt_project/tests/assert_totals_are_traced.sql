-- The figures of units that a total rests on, with and without edits, are those of the trace, which on
-- the latest tree has lines of its own only for units that are not what they were.
with

figures as (
    select org_code, {{ cell() }}, boundary, scope, is_adjusted, value
    from {{ ref('trace') }}
    where line = 1 and basis = 'period' and scope in ('own', 'inclusive')
),

resting as (
    {%- for mart, is_adjusted in [('totals', 'false'), ('adjusted_totals', 'true')] %}
    select org_code, {{ cell() }}, boundary, 'own' as scope, {{ is_adjusted }} as is_adjusted, own as value
    from {{ ref(mart) }}
    where own is not null

    union all

    select org_code, {{ cell() }}, boundary, 'inclusive', {{ is_adjusted }}, reported_inclusive
    from {{ ref(mart) }}
    where reported_inclusive is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select resting.*, latest.value as traced_latest, as_it_was.value as traced
from resting
left join figures as latest
    on resting.boundary = 'latest'
    and latest.boundary = 'latest'
    and resting.org_code = latest.org_code
    and {{ same_cell('resting', 'latest') }}
    and resting.scope = latest.scope
    and resting.is_adjusted = latest.is_adjusted
left join figures as as_it_was
    on as_it_was.boundary = 'period'
    and resting.org_code = as_it_was.org_code
    and {{ same_cell('resting', 'as_it_was') }}
    and resting.scope = as_it_was.scope
    and resting.is_adjusted = as_it_was.is_adjusted
where
    resting.value
    is distinct from case when latest.org_code is not null then latest.value else as_it_was.value end
