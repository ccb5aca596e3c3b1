-- Every part that a line names is there in the same edition, as reported or after edits, with the number
-- that the line takes from it: a published total, or a figure that has lines itself.
with

named as (
    select * from {{ ref('trace') }} where part_org_code is not null
),

known as (
    select org_code, {{ cell() }}, boundary, scope, basis, is_adjusted, value
    from {{ ref('trace') }}
    where line = 1 and scope <> 'total'

    union all

    select org_code, {{ cell() }}, boundary, 'total', 'period', false, total
    from {{ ref('totals') }}

    union all

    select org_code, {{ cell() }}, boundary, 'total', 'period', true, total
    from {{ ref('adjusted_totals') }}
)

select
    named.org_code,
    {{ cell('named') }},
    named.boundary,
    named.scope,
    named.basis,
    named.is_adjusted,
    named.line,
    named.amount,
    known.value
from named
left join known
    on named.part_org_code = known.org_code
    {%- for column in ['indicator', 'period'] + dimensions() + ['boundary', 'scope', 'basis'] %}
    and named.part_{{ column }} = known.{{ column }}
    {%- endfor %}
    and named.is_adjusted = known.is_adjusted
where
    known.org_code is null
    or named.amount is distinct from known.value * named.weight
