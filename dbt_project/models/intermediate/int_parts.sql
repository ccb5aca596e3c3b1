-- Totals out of exhaustive parts, finest cells first, along the dimensions in their order.
-- What was asserted for a cell, or differenced out of cumulative figures, holds before that.
{%- set figure_columns = 'org_code, ' ~ cell() ~ ', period_type, first_day, last_day, scope, state, value, lower, upper' %}
with

asserted as (
    select {{ figure_columns }}, 'asserted' as origin
    from {{ ref('int_assertions') }}
    where basis = 'period' and scope in ('own', 'inclusive')

    union all

    select {{ figure_columns }}, 'cumulative' as origin
    from {{ ref('int_cumulative') }}
    where scope in ('own', 'inclusive')
),

years as (
    select distinct period_year from {{ ref('stg_periods') }}
),

exhaustive as (
    -- how many members make up the whole, by indicator, dimension and year
    select
        members.indicator,
        members.dimension,
        years.period_year,
        array_agg(distinct members.member::text) as members,
        count(distinct members.member) as member_count
    from {{ ref('indicator_members') }} as members
    inner join {{ ref('stg_indicators') }} as indicators
        on members.indicator = indicators.indicator and indicators.is_built_within_unit
    inner join years
        on coalesce(members.valid_from, 0) <= years.period_year
        and coalesce(members.valid_to, 9999) > years.period_year
    where members.exhaustive
    group by members.indicator, members.dimension, years.period_year
),

step_0 as (
    select * from asserted
)

{%- set step = namespace(number=0) %}
{%- for broken_down in [3, 2, 1, 0] %}
{%- for dimension in dimensions() %}
{%- set others = dimensions() | reject('equalto', dimension) | list %},

built_{{ broken_down }}_{{ dimension }} as (
    select
        figures.org_code,
        figures.indicator,
        figures.period,
        {% for column in dimensions() -%}
        {{ "'total'" if column == dimension else 'figures.' ~ column }} as {{ column }},
        {% endfor -%}
        figures.period_type,
        figures.first_day,
        figures.last_day,
        figures.scope,
        case when bool_and(figures.state = 'not_applicable') then 'not_applicable' else 'value' end as state,
        sum(figures.value) as value,
        case when bool_and(figures.lower is not null or figures.state = 'not_applicable') then sum(figures.lower) end as lower,
        case when bool_and(figures.upper is not null or figures.state = 'not_applicable') then sum(figures.upper) end as upper,
        'parts' as origin
    from step_{{ step.number }} as figures
    inner join exhaustive
        on figures.indicator = exhaustive.indicator
        and exhaustive.dimension = '{{ dimension }}'
        and extract(year from figures.last_day) = exhaustive.period_year
        and figures.{{ dimension }} = any(exhaustive.members)
    inner join {{ ref('indicator_crossings') }} as crossings
        on figures.indicator = crossings.indicator
        and crossings.crossing = {{ crossing('figures', without=dimension) }}
    where
        0
        {% for column in others -%}
        + (figures.{{ column }} <> 'total')::integer
        {% endfor -%}
        = {{ broken_down }}
        and not exists (
            select 1 from step_{{ step.number }} as there
            where
                there.org_code = figures.org_code
                and there.indicator = figures.indicator
                and there.period = figures.period
                and there.scope = figures.scope
                and there.{{ dimension }} = 'total'
                {% for column in others -%}
                and there.{{ column }} = figures.{{ column }}
                {% endfor -%}
        )
    group by
        figures.org_code, figures.indicator, figures.period, figures.period_type, figures.first_day,
        figures.last_day, figures.scope, exhaustive.member_count
        {%- for column in others %}, figures.{{ column }}{% endfor %}
    having count(*) = exhaustive.member_count
),
{%- set step.number = step.number + 1 %}

step_{{ step.number }} as (
    select * from step_{{ step.number - 1 }}
    union all
    select * from built_{{ broken_down }}_{{ dimension }}
)
{%- endfor %}
{%- endfor %}

select * from step_{{ step.number }}
