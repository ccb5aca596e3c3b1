{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- What is known of a cell from the unit itself, the three scopes side by side, on the tree of the
-- period's last day: a row per unit and cell of which anything was said or built, silence included.
-- In a unit without children the scopes are one: own, else inclusive, else unknown, is its own figure.
-- A reference figure of a unit with children is that of its whole area, whatever its scope.
with

figures as (
    select org_code, cell_id, period, period_year, last_day, scope, state, value, lower, upper, false as is_spoken_of
    from (
        {%- for built in ['int_cumulative', 'int_parts', 'int_quarters_built', 'int_halves_built', 'int_years_built'] %}
        select org_code, cell_id, period, period_year, last_day, scope, state, value, lower, upper from {{ ref(built) }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as built

    union all

    select org_code, cell_id, period, period_year, last_day, scope, state, value, lower, upper, true
    from {{ ref('int_holding') }}
    where basis = 'period'

    union all

    -- a cumulative figure was a word on the period that it was filed under
    select
        judged.org_code,
        judged.cell_id * edition.sign,
        judged.period,
        judged.period_year,
        judged.last_day,
        null,
        null,
        null,
        null,
        null,
        true
    from {{ ref('int_judged') }} as judged
    cross join (values (1), (-1)) as edition (sign)
    left join {{ ref('int_cells') }} as cells on judged.cell_id = cells.cell_id
    left join {{ ref('int_adjusted_scopes') }} as scopes
        on cells.indicator = scopes.indicator and judged.period_year = scopes.period_year
    where
        judged.basis = 'ytd'
        and coalesce(judged.set_aside, 'edit') = 'edit'
        and (edition.sign = 1 or scopes.indicator is not null)
),

side_by_side as (
    select
        figures.org_code,
        figures.cell_id,
        figures.period,
        figures.period_year,
        figures.last_day,
        types.profile_id,
        {% for scope in ['own', 'inclusive', 'unknown'] -%}
        {% for part in ['state', 'value', 'lower', 'upper'] -%}
        max(figures.{{ part }}) filter (where figures.scope = '{{ scope }}') as {{ scope }}_{{ part }},
        {% endfor -%}
        {% endfor -%}
        bool_or(figures.is_spoken_of) as is_spoken_of
    from figures
    inner join {{ ref('stg_periods') }} as periods on figures.period = periods.period
    inner join {{ ref('int_cell_types') }} as types
        on figures.cell_id = types.cell_id and periods.period_type = types.period_type
    where true {{ only_dirty('figures') }}
    group by
        figures.org_code, figures.cell_id, figures.period, figures.period_year, figures.last_day, types.profile_id
)

select
    units.org_code,
    units.cell_id,
    units.period,
    units.period_year,
    units.last_day,
    units.profile_id,
    units.is_spoken_of,
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    case
        when cells.is_reference and not tree.is_leaf then null
        when units.own_state is not null or not tree.is_leaf then units.own_{{ part }}
        when units.inclusive_state is not null then units.inclusive_{{ part }}
        else units.unknown_{{ part }}
    end as own_{{ part }},
    {% endfor -%}
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    case
        when cells.is_reference and not tree.is_leaf and units.inclusive_state is null then units.own_{{ part }}
        else units.inclusive_{{ part }}
    end as inclusive_{{ part }},
    units.unknown_{{ part }},
    {% endfor -%}
    units.own_state is null and tree.is_leaf as own_is_merged
from side_by_side as units
inner join {{ ref('int_tree') }} as tree
    on units.last_day = tree.tree_day and units.org_code = tree.org_code
inner join {{ ref('int_cells') }} as cells on units.cell_id = cells.cell_id
