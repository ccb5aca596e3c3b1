-- Own and inclusive figures to compare parts with totals: as asserted, and cells of one dimension that
-- all exhaustive parts of a second dimension build where nobody asserted them (expert stations out of
-- provincial and municipal ones). Finest cells first: the catalogue crosses no more than two such.
with

asserted as (
    select * from {{ ref('int_compared_figures') }} where figures in ('own', 'inclusive')
),

crossed as (
    select * from asserted
    where
        0
        {% for column in dimensions() -%}
        + ({{ column }} <> 'total')::integer
        {% endfor -%}
        = 2
),

years as (
    select distinct period_year from crossed
),

exhaustive as (
    -- how many members make up the whole, by indicator, dimension and year
    select members.indicator, members.dimension, years.period_year, array_agg(distinct members.member::text) as members
    from {{ ref('indicator_members') }} as members
    inner join years
        on years.period_year >= coalesce(members.valid_from, 0)
        and years.period_year < coalesce(members.valid_to, 9999)
    where members.exhaustive
    group by members.indicator, members.dimension, years.period_year
),

built as (
    {%- for dimension in dimensions() %}
    select
        crossed.figures,
        crossed.boundary,
        crossed.org_code,
        crossed.indicator,
        crossed.period,
        {% for column in dimensions() -%}
        {{ "'total'" if column == dimension else 'crossed.' ~ column }} as {{ column }},
        {% endfor -%}
        crossed.basis,
        crossed.span,
        crossed.period_year,
        sum(crossed.value) as value,
        case when bool_and(crossed.lower is not null) then sum(crossed.lower) end as lower,
        case when bool_and(crossed.upper is not null) then sum(crossed.upper) end as upper,
        string_agg(crossed.observation_id::text, ',' order by crossed.observation_id) as sources,
        {{ loop.index }} as dimension_no
    from crossed
    inner join exhaustive
        on crossed.indicator = exhaustive.indicator
        and exhaustive.dimension = '{{ dimension }}'
        and crossed.period_year = exhaustive.period_year
        and crossed.{{ dimension }} = any(exhaustive.members)
    group by
        crossed.figures, crossed.boundary, crossed.org_code, crossed.indicator, crossed.period,
        {% for column in dimensions() if column != dimension -%}
        crossed.{{ column }},
        {% endfor -%}
        crossed.basis, crossed.span, crossed.period_year, cardinality(exhaustive.members)
    having count(*) = cardinality(exhaustive.members)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

first_built as (
    -- along the first dimension that can build it, as in the roll-up
    select distinct on ({{ comparison_key() }}) *
    from built
    order by {{ comparison_key() }}, dimension_no
)

select
    {{ comparison_key() }}, span, period_year, value, lower, upper, observation_id::text as sources,
    false as is_built
from asserted

union all

select {{ comparison_key() }}, span, period_year, value, lower, upper, sources, true as is_built
from first_built
where
    not exists (
        select 1 from asserted
        where
            {{ comparable('asserted', 'first_built') }}
            and asserted.indicator = first_built.indicator
            and {{ same_breakdown('asserted', 'first_built') }}
    )
