-- Every part that a line names is there, with the number that the line takes from it: a published total,
-- or a figure that has lines itself.
with

named as (
    select * from {{ ref('trace') }} where part_org_code is not null
),

known as (
    select org_code, {{ cell() }}, boundary, scope, basis, value
    from {{ ref('trace') }}
    where line = 1 and scope <> 'total'

    union all

    select org_code, {{ cell() }}, boundary, 'total', 'period', total
    from {{ ref('totals') }}
)

select
    named.org_code,
    {{ cell('named') }},
    named.boundary,
    named.scope,
    named.basis,
    named.line,
    named.part_org_code,
    named.amount,
    known.value
from named
left join known
    on named.part_org_code = known.org_code
    {%- for column in ['indicator', 'period'] + dimensions() + ['boundary', 'scope', 'basis'] %}
    and named.part_{{ column }} = known.{{ column }}
    {%- endfor %}
where
    known.org_code is null
    or named.amount is distinct from
    case when named.step in ('numerator', 'denominator') then known.value else round(known.value * named.weight, 12) end
