-- Figures of units on the tree of the period's last day. In a unit without children the scopes are
-- one: own, else inclusive, else unknown, is its own figure.
-- A reference figure of a unit with children is that of its whole area, whatever its scope.
with

units as (
    select * from {{ ref('int_unit_figures') }}
)

select
    units.org_code,
    {{ cell('units') }},
    units.period_type,
    units.last_day,
    units.is_spoken_of,
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    case
        when indicators.behaviour = 'reference' and not tree.is_leaf then null
        when units.own_state is not null or not tree.is_leaf then units.own_{{ part }}
        when units.inclusive_state is not null then units.inclusive_{{ part }}
        else units.unknown_{{ part }}
    end as own_{{ part }},
    {% endfor -%}
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    case
        when indicators.behaviour = 'reference' and not tree.is_leaf and units.inclusive_state is null
            then units.own_{{ part }}
        else units.inclusive_{{ part }}
    end as inclusive_{{ part }},
    units.unknown_{{ part }},
    {% endfor -%}
    units.own_state is null and tree.is_leaf as own_is_merged
from units
inner join {{ ref('int_tree') }} as tree
    on units.last_day = tree.tree_day and units.org_code = tree.org_code
inner join {{ ref('stg_indicators') }} as indicators on units.indicator = indicators.indicator
