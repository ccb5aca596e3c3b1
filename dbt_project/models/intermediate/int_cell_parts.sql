-- Which cells make up which whole: a row per part, year and step. Steps run from the finest cells on,
-- along the dimensions in their order; a whole is there when all its parts of the year are.
with

years as (
    select distinct period_year from {{ ref('int_cell_years') }}
),

exhaustive as (
    select members.indicator, members.dimension, members.member, years.period_year
    from {{ ref('indicator_members') }} as members
    cross join years
    where
        members.exhaustive
        and years.period_year >= coalesce(members.valid_from, 0)
        and years.period_year < coalesce(members.valid_to, 9999)
    group by members.indicator, members.dimension, members.member, years.period_year
)

{% for dimension in dimensions() -%}
{%- set others = dimensions() | reject('equalto', dimension) | list -%}
select
    wholes.cell_id as whole_id,
    parts.cell_id as part_id,
    exhaustive.period_year,
    -- finest first: three other dimensions broken down, then two, one, none
    (
        3
        {%- for other in others %}
        - (wholes.{{ other }} <> 'total')::integer
        {%- endfor %}
    ) * 4 + {{ loop.index }} as step,
    (
        select count(*) from exhaustive as all_parts
        where
            all_parts.indicator = wholes.indicator
            and all_parts.dimension = '{{ dimension }}'
            and all_parts.period_year = exhaustive.period_year
    ) as parts_needed
from {{ ref('int_cells') }} as wholes
inner join exhaustive on wholes.indicator = exhaustive.indicator and exhaustive.dimension = '{{ dimension }}'
inner join {{ ref('int_cells') }} as parts
    on wholes.indicator = parts.indicator
    and wholes.is_adjusted = parts.is_adjusted
    and exhaustive.member = parts.{{ dimension }}
    {%- for other in others %}
    and wholes.{{ other }} = parts.{{ other }}
    {%- endfor %}
where wholes.{{ dimension }} = 'total' and wholes.is_built_within_unit
{{ 'union all' if not loop.last }}
{% endfor %}
