{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Figures of units that changed, brought to the latest tree: own figures follow the succession with its
-- weights, inclusive and unknown ones come along only where everything at and below the unit is what it
-- was, and what does not add up only where the unit itself is.
{%- set carried = [
    'inclusive_state', 'inclusive_value', 'inclusive_lower', 'inclusive_upper',
    'unknown_state', 'unknown_value', 'unknown_lower', 'unknown_upper'
] %}
with

with_heirs as (
    select
        figures.*,
        heirs.to_code,
        heirs.is_whole,
        due.org_code is not null as was_due,
        case
            when cells.is_built_within_unit or cells.is_reference then heirs.weight
            when not heirs.is_changed then 1
        end as weight
    from {{ ref('int_period_figures') }} as figures
    inner join {{ ref('int_heirs') }} as heirs
        on figures.last_day = heirs.last_day and figures.org_code = heirs.from_code and not heirs.is_sole
    inner join {{ ref('int_cells') }} as cells on figures.cell_id = cells.cell_id
    left join {{ ref('int_due') }} as due
        on figures.last_day = due.last_day
        and figures.org_code = due.org_code
        and figures.profile_id = due.profile_id
        and due.boundary = 'period'
    where
        true
        {{ only_dirty_units('heirs', column='to_code') }}
        {{ only_dirty_units('figures', with_sources=true) }}
),

heirs_due as (
    -- how many of those whose figures an heir takes owed one
    select heirs.last_day, heirs.to_code, due.profile_id, count(*) as due_count
    from {{ ref('int_heirs') }} as heirs
    inner join {{ ref('int_due') }} as due
        on heirs.last_day = due.last_day and heirs.from_code = due.org_code and due.boundary = 'period'
    where not heirs.is_sole
    group by heirs.last_day, heirs.to_code, due.profile_id
),

own_parts as (
    select *, own_state is not null and weight is not null as is_own_part
    from with_heirs
),

summed as (
    select
        to_code as org_code,
        cell_id,
        period,
        period_year,
        last_day,
        profile_id,
        bool_or(is_spoken_of) as is_spoken_of,
        case
            when not bool_or(is_own_part) then null
            when bool_and(own_state = 'not_applicable') filter (where is_own_part) then 'not_applicable'
            else 'value'
        end as own_state,
        sum(own_value * weight) as own_value,
        {% for part in ['lower', 'upper'] -%}
        case
            when not bool_or(is_own_part and own_state = 'value' and own_{{ part }} is null) then sum(own_{{ part }} * weight)
        end as own_{{ part }},
        {% endfor -%}
        {% for column in carried -%}
        max({{ column }}) filter (where is_whole) as {{ column }},
        {% endfor -%}
        bool_and(own_is_merged) as own_is_merged,
        bool_or(is_own_part) as has_own,
        count(*) filter (where was_due and is_own_part) as due_and_in
    from own_parts
    group by to_code, cell_id, period, period_year, last_day, profile_id
)

select
    summed.org_code,
    summed.cell_id,
    summed.period,
    summed.period_year,
    summed.last_day,
    summed.profile_id,
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    summed.own_{{ part }},
    {% endfor -%}
    {% for column in carried -%}
    summed.{{ column }},
    {% endfor -%}
    summed.own_is_merged,
    summed.has_own and summed.due_and_in = coalesce(heirs_due.due_count, 0) as own_is_reported
from summed
left join heirs_due
    on summed.last_day = heirs_due.last_day
    and summed.org_code = heirs_due.to_code
    and summed.profile_id = heirs_due.profile_id
where
    (
        summed.is_spoken_of
        or summed.has_own
        or summed.inclusive_state is not null
        or summed.unknown_state is not null
    )
    {{ only_dirty('summed') }}
