{#-
    Flows out of year-to-date figures: the figure at a period's end less the one at its start, cut at zero
    and silent where wholly below it, unless the indicator may be negative. For cells of which nothing was
    asserted for the period itself; with beside=true for those of which something was, with the cumulative
    figures that each was built of.
-#}
{% macro cumulative_differences(beside=false) %}
with

cumulative as (
    select held.*
    from {{ ref('int_holding') }} as held
    inner join {{ ref('int_cells') }} as cells on held.cell_id = cells.cell_id and cells.behaviour = 'flow'
    where
        held.basis = 'ytd' and held.scope in ('own', 'inclusive') and held.state is not null
        {{ only_dirty('held') }}
),

wanted as (
    -- every period that ends where a cumulative figure was filed
    select
        cumulative.org_code,
        cumulative.cell_id,
        periods.period,
        periods.period_year,
        periods.first_day,
        periods.last_day,
        periods.first_day - 1 as start_day,
        cumulative.scope,
        cumulative.state as end_state,
        cumulative.value as end_value,
        cumulative.lower as end_lower,
        cumulative.upper as end_upper,
        cumulative.observation_id as end_observation_id,
        extract(doy from periods.first_day) = 1 as starts_the_year,
        tree.org_code is null as is_before_the_unit
    from cumulative
    inner join {{ ref('stg_periods') }} as periods on cumulative.last_day = periods.last_day
    left join {{ ref('int_tree') }} as tree
        on cumulative.org_code = tree.org_code and periods.first_day - 1 = tree.tree_day
),

with_start as (
    select
        wanted.*,
        wanted.starts_the_year or wanted.is_before_the_unit as starts_from_nothing,
        {% for part in ['value', 'lower', 'upper'] -%}
        case when wanted.starts_the_year or wanted.is_before_the_unit then 0 else start.{{ part }} end as start_{{ part }},
        {% endfor -%}
        case when wanted.starts_the_year or wanted.is_before_the_unit then 'value' else start.state end as start_state,
        case when not wanted.starts_the_year and not wanted.is_before_the_unit then start.observation_id end
            as start_observation_id
    from wanted
    left join cumulative as start
        on wanted.org_code = start.org_code
        and wanted.cell_id = start.cell_id
        and wanted.scope = start.scope
        and wanted.start_day = start.last_day
),

differenced as (
    select
        with_start.*,
        case
            when with_start.end_state = 'value' then 'value'
            -- not applicable counts as zero beside a number, but not beside the zero of a beginning
            when with_start.start_state = 'not_applicable' or with_start.starts_from_nothing then 'not_applicable'
            else 'value'
        end as state,
        coalesce(with_start.end_value, 0) - coalesce(with_start.start_value, 0) as value,
        case when with_start.end_state = 'not_applicable' then 0 else with_start.end_lower end
        - case when with_start.start_state = 'not_applicable' then 0 else with_start.start_upper end as lower,
        case when with_start.end_state = 'not_applicable' then 0 else with_start.end_upper end
        - case when with_start.start_state = 'not_applicable' then 0 else with_start.start_lower end as upper,
        cells.may_be_negative
    from with_start
    inner join {{ ref('int_cells') }} as cells on with_start.cell_id = cells.cell_id
    -- none across a change of the unit; an inclusive one, none across a change below it
    {%- for name, relation in [('changed', 'int_changed'), ('whole', 'int_whole'), ('stood', 'int_stood_before')] %}
    left join {{ ref(relation) }} as {{ name }}
        on with_start.org_code = {{ name }}.org_code
        and with_start.start_day = {{ name }}.from_day
        and with_start.last_day = {{ name }}.to_day
    {%- endfor %}
    where
        with_start.start_state is not null
        and (
            with_start.starts_the_year
            or (with_start.scope = 'own' and changed.org_code is null)
            or (with_start.scope = 'inclusive' and whole.org_code is not null)
            or (with_start.scope = 'inclusive' and with_start.is_before_the_unit and stood.org_code is null)
        )
)

select
    org_code,
    cell_id,
    period,
    period_year,
    last_day,
    scope,
    state,
    case
        when state = 'value' and not may_be_negative then greatest(value, 0)
        when state = 'value' then value
    end as value,
    case
        when state = 'value' and not may_be_negative then greatest(lower, 0)
        when state = 'value' then lower
    end as lower,
    case when state = 'value' then upper end as upper
    {%- if beside %},
    array_remove(array[end_observation_id, start_observation_id], null) as observation_ids,
    1 + (not starts_from_nothing)::integer as figure_count,
    starts_the_year
    {%- endif %}
from differenced
where
    (may_be_negative or state <> 'value' or upper is null or upper >= 0)
    and {{ 'not ' if not beside }}exists (
        select 1 from {{ ref('int_holding') }} as asserted
        where
            asserted.basis = 'period'
            and asserted.state is not null
            and asserted.org_code = differenced.org_code
            and asserted.cell_id = differenced.cell_id
            and asserted.period = differenced.period
            and asserted.scope = differenced.scope
            {{ only_dirty_units('asserted') }}
    )
{% endmacro %}
