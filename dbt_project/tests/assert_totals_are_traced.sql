-- The figures of units that a total rests on are those of the trace, which on the latest tree has lines
-- of its own only for units that are not what they were.
with

figures as (
    select org_code, {{ cell() }}, boundary, scope, value
    from {{ ref('trace') }}
    where line = 1 and basis = 'period' and scope in ('own', 'inclusive')
)

{% for column, scope in [('own', 'own'), ('reported_inclusive', 'inclusive')] -%}
select totals.org_code, {{ cell('totals') }}, totals.boundary, '{{ column }}' as what, totals.{{ column }} as figure, traced.value as traced
from {{ ref('totals') }} as totals
{%- for level in ['latest', 'period'] %}
left join figures as {{ level }}
    on totals.org_code = {{ level }}.org_code
    and {{ same_cell('totals', level) }}
    and {{ level }}.boundary = '{{ level }}'
    and {{ level }}.scope = '{{ scope }}'
{%- endfor %}
cross join lateral (
    select case when totals.boundary = 'latest' and latest.org_code is not null then latest.value else period.value end as value
) as traced
where totals.{{ column }} is not null and totals.{{ column }} is distinct from traced.value
{{ 'union all' if not loop.last }}
{% endfor %}
