{{ config(materialized='view', post_hook=[]) }}
-- The figures of units on the latest tree: of those that are what they were as they stood, of those that
-- changed as they were apportioned.
{%- set carried = [
    'inclusive_state', 'inclusive_value', 'inclusive_lower', 'inclusive_upper',
    'unknown_state', 'unknown_value', 'unknown_lower', 'unknown_upper'
] %}
select
    figures.org_code,
    figures.cell_id,
    figures.period,
    figures.period_year,
    figures.last_day,
    figures.profile_id,
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    case when cells.is_built_within_unit or cells.is_reference or not heirs.is_changed then figures.own_{{ part }} end
        as own_{{ part }},
    {% endfor -%}
    {% for column in carried -%}
    case when heirs.is_whole then figures.{{ column }} end as {{ column }},
    {% endfor -%}
    figures.own_is_merged,
    figures.own_state is not null
    and (cells.is_built_within_unit or cells.is_reference or not heirs.is_changed) as own_is_reported
from {{ ref('int_period_figures') }} as figures
inner join {{ ref('int_heirs') }} as heirs
    on figures.last_day = heirs.last_day and figures.org_code = heirs.to_code and heirs.is_sole
inner join {{ ref('int_cells') }} as cells on figures.cell_id = cells.cell_id
where
    figures.is_spoken_of
    or (figures.own_state is not null and (cells.is_built_within_unit or cells.is_reference or not heirs.is_changed))
    or (heirs.is_whole and (figures.inclusive_state is not null or figures.unknown_state is not null))

union all

select
    org_code,
    cell_id,
    period,
    period_year,
    last_day,
    profile_id,
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    own_{{ part }},
    {% endfor -%}
    {% for column in carried -%}
    {{ column }},
    {% endfor -%}
    own_is_merged,
    own_is_reported
from {{ ref('int_apportioned_figures') }}
