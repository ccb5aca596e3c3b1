{#-
    Figures of a longer period type built from the next shorter one: a flow is the sum of all parts in
    which the unit or one before it existed, where all are there; a stock the one that ends the period,
    an opening stock the one that begins it. What is there stays.

    longer_periods('int_parts', 'quarterly') builds upon figures_after('int_parts'); with beside=true it
    builds what is there already because somebody asserted it, with the assertions it would be built of.
-#}
{% macro longer_periods(step, period_type, beside=false) %}
with

figures as not materialized (
    -- mostly nothing has to be built, and then nothing need be kept of them
    select * from {{ figures_after(step) }} as known
),

contributions as (
    select
        parts.org_code,
        figures.cell_id,
        parts.period,
        figures.period_year,
        parts.last_day,
        figures.scope,
        figures.state,
        figures.value * parts.weight as value,
        figures.lower * parts.weight as lower,
        figures.upper * parts.weight as upper,
        case
            when cells.behaviour = 'flow' then parts.needed_for_flow
            when cells.is_opening_stock then parts.needed_for_opening
            else parts.needed_for_stock
        end as needed
        {%- if beside %},
        words.observation_id,
        -- what was built itself stands for as many figures as it has months
        case
            when words.observation_id is not null then 1
            else case parts.period_type when 'quarterly' then 1 when 'half_year' then 3 else 6 end
        end as figure_count
        {%- endif %}
    from figures
    inner join {{ ref('int_cells') }} as cells
        on figures.cell_id = cells.cell_id and cells.is_built_within_unit
    inner join {{ ref('int_period_parts') }} as parts
        on figures.org_code = parts.source_code
        and figures.scope = parts.scope
        and figures.period = parts.part
        and parts.period_type = '{{ period_type }}'
    {%- if beside %}
    inner join {{ ref('int_holding') }} as asserted
        on asserted.basis = 'period'
        and asserted.state is not null
        and parts.org_code = asserted.org_code
        and figures.cell_id = asserted.cell_id
        and parts.period = asserted.period
        and figures.scope = asserted.scope
    left join {{ ref('int_holding') }} as words
        on words.basis = 'period'
        and words.state is not null
        and figures.org_code = words.org_code
        and figures.cell_id = words.cell_id
        and figures.period = words.period
        and figures.scope = words.scope
    {%- endif %}
    where
        (
            cells.behaviour = 'flow'
            or (cells.is_opening_stock and parts.begins)
            or (cells.behaviour = 'stock' and not cells.is_opening_stock and parts.ends)
        )
        and parts.weight is not null
),

built as (
    select
        org_code,
        cell_id,
        period,
        period_year,
        last_day,
        scope,
        case when bool_and(state = 'not_applicable') then 'not_applicable' else 'value' end as state,
        sum(value) as value,
        case when not bool_or(state = 'value' and lower is null) then sum(lower) end as lower,
        case when not bool_or(state = 'value' and upper is null) then sum(upper) end as upper
        {%- if beside %},
        array_remove(array_agg(observation_id order by observation_id), null) as observation_ids,
        sum(figure_count) as figure_count
        {%- endif %}
    from contributions
    where true {{ only_dirty('contributions') }}
    group by org_code, cell_id, period, period_year, last_day, scope, needed
    having count(*) = needed
)

select *
from built
{%- if not beside %}
where not exists (
    select 1 from figures
    where
        figures.org_code = built.org_code
        and figures.cell_id = built.cell_id
        and figures.period = built.period
        and figures.scope = built.scope
)
{%- endif %}
{% endmacro %}
