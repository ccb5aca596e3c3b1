{{ config(materialized='view', post_hook=[]) }}
-- The roll-up of what adds up, in the catalogue's words: one row per boundary, unit and cell.
select
    nodes.boundary,
    case nodes.boundary when 'latest' then date '9999-12-31' else periods.last_day end as tree_day,
    nodes.org_code,
    cells.indicator,
    nodes.period,
    cells.audience,
    cells.grade,
    cells.department,
    cells.kind,
    periods.period_type,
    periods.last_day,
    nodes.parent_code,
    nodes.is_leaf,
    nodes.is_due,
    nodes.due_count,
    nodes.reported_count,
    nodes.own_is_reported,
    case when nodes.own_is_not_applicable then 'not_applicable' when nodes.own_value is not null then 'value' end as own_state,
    nodes.own_value,
    nodes.own_lower,
    nodes.own_upper,
    nodes.inclusive_value,
    nodes.inclusive_lower,
    nodes.inclusive_upper,
    nodes.children_value,
    nodes.computed_value,
    nodes.computed_lower,
    nodes.computed_upper,
    nodes.is_complete,
    nodes.method,
    nodes.total,
    nodes.lower,
    nodes.upper,
    nodes.total - coalesce(nodes.own_value, 0) - coalesce(nodes.children_value, 0) as residual,
    nodes.inclusive_value - nodes.computed_value as difference,
    cells.may_be_negative,
    cells.is_reference
from {{ ref('int_rollup_nodes') }} as nodes
inner join {{ ref('int_cells') }} as cells
    on nodes.cell_id = cells.cell_id and cells.is_added_up and not cells.is_adjusted
inner join {{ ref('stg_periods') }} as periods on nodes.period = periods.period
where nodes.is_row
