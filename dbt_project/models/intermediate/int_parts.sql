{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Totals out of exhaustive parts, finest cells first, along the dimensions in their order.
-- What was asserted for a cell, or differenced out of cumulative figures, holds before that.
{%- set figure_columns = 'org_code, cell_id, period, period_year, last_day, scope, state, value, lower, upper' %}
with

parts_of_wholes as (
    select * from {{ ref('int_cell_parts') }}
),

step_0 as (
    -- nothing but cells that are a part or a whole of something
    select {{ figure_columns }}, 'asserted' as origin
    from {{ figures_after('int_cumulative') }} as figures
    where
        figures.cell_id in (
            select parts.part_id from parts_of_wholes as parts
            union
            select wholes.whole_id from parts_of_wholes as wholes
        )
        {{ only_dirty('figures') }}
)

{%- for step in range(1, 17) %},

built_{{ step }} as (
    select
        figures.org_code,
        wholes.whole_id as cell_id,
        figures.period,
        figures.period_year,
        figures.last_day,
        figures.scope,
        case when bool_and(figures.state = 'not_applicable') then 'not_applicable' else 'value' end as state,
        sum(figures.value) as value,
        case when bool_and(figures.lower is not null or figures.state = 'not_applicable') then sum(figures.lower) end as lower,
        case when bool_and(figures.upper is not null or figures.state = 'not_applicable') then sum(figures.upper) end as upper,
        'parts' as origin
    from step_{{ step - 1 }} as figures
    inner join parts_of_wholes as wholes
        on wholes.step = {{ step }}
        and figures.cell_id = wholes.part_id
        and figures.period_year = wholes.period_year
    where
        not exists (
            select 1 from step_{{ step - 1 }} as there
            where
                there.org_code = figures.org_code
                and there.cell_id = wholes.whole_id
                and there.period = figures.period
                and there.scope = figures.scope
        )
    group by
        figures.org_code, wholes.whole_id, figures.period, figures.period_year, figures.last_day,
        figures.scope, wholes.parts_needed
    having count(*) = wholes.parts_needed
),

step_{{ step }} as (
    select * from step_{{ step - 1 }}
    union all
    select * from built_{{ step }}
)
{%- endfor %}

select {{ figure_columns }}
from step_16
where origin = 'parts'
