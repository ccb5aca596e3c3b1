{#-
    The figures of a relation with those of a longer period type built from them: a flow is the sum of
    all parts in which the unit or one before it existed, where all are there; a stock the one that
    ends the period, an opening stock the one that begins it. What is there stays.

    longer_periods(ref('int_parts'), 'quarterly')
-#}
{% macro longer_periods(figures, period_type) %}
{%- set figure_columns -%}
    org_code, {{ cell() }}, period_type, first_day, last_day, scope, state, value, lower, upper
{%- endset %}
with

contributions as (
    select
        parts.org_code,
        figures.indicator,
        parts.period,
        figures.audience,
        figures.grade,
        figures.department,
        figures.kind,
        parts.period_type,
        parts.first_day,
        parts.last_day,
        figures.scope,
        figures.state,
        figures.value * parts.weight as value,
        figures.lower * parts.weight as lower,
        figures.upper * parts.weight as upper,
        case
            when indicators.behaviour = 'flow' then parts.needed_for_flow
            when indicators.is_opening_stock then parts.needed_for_opening
            else parts.needed_for_stock
        end as needed
    from {{ figures }} as figures
    inner join {{ ref('stg_indicators') }} as indicators
        on figures.indicator = indicators.indicator and indicators.is_built_within_unit
    inner join {{ ref('int_period_parts') }} as parts
        on figures.org_code = parts.source_code
        and figures.scope = parts.scope
        and figures.period = parts.part
        and parts.period_type = '{{ period_type }}'
    where
        (
            indicators.behaviour = 'flow'
            or (indicators.is_opening_stock and parts.begins)
            or (indicators.behaviour = 'stock' and not indicators.is_opening_stock and parts.ends)
        )
        and parts.weight is not null
),

built as (
    select
        org_code,
        {{ cell() }},
        period_type,
        first_day,
        last_day,
        scope,
        case when bool_and(state = 'not_applicable') then 'not_applicable' else 'value' end as state,
        sum(value) as value,
        case when not bool_or(state = 'value' and lower is null) then sum(lower) end as lower,
        case when not bool_or(state = 'value' and upper is null) then sum(upper) end as upper
    from contributions
    group by org_code, {{ cell() }}, period_type, first_day, last_day, scope, needed
    having count(*) = needed
)

select {{ figure_columns }}
from {{ figures }}

union all

select {{ figure_columns }}
from built
where not exists (
    select 1 from {{ figures }} as there
    where
        there.org_code = built.org_code
        and {{ same_cell('there', 'built') }}
        and there.scope = built.scope
)
{% endmacro %}
