-- The figures of units that a total rests on are those of the trace, which on the latest tree has lines
-- of its own only for units that are not what they were.
with

figures as (
    select org_code, {{ cell() }}, boundary, scope, value
    from {{ ref('trace') }}
    where line = 1 and basis = 'period' and scope in ('own', 'inclusive')
),

compared as (
    {% for column, scope in [('own', 'own'), ('reported_inclusive', 'inclusive')] -%}
    select
        totals.org_code,
        {{ cell('totals') }},
        totals.boundary,
        '{{ column }}' as what,
        totals.{{ column }} as figure,
        case when latest.org_code is not null then latest.value else traced.value end as traced
    from {{ ref('totals') }} as totals
    left join figures as latest
        on totals.boundary = 'latest'
        and totals.org_code = latest.org_code
        and {{ same_cell('totals', 'latest') }}
        and latest.boundary = 'latest'
        and latest.scope = '{{ scope }}'
    left join figures as traced
        on totals.org_code = traced.org_code
        and {{ same_cell('totals', 'traced') }}
        and traced.boundary = 'period'
        and traced.scope = '{{ scope }}'
    where totals.{{ column }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from compared
where figure is distinct from traced
