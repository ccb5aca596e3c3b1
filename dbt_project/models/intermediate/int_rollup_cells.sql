-- Every node that a roll-up passes: units of which something is known, and all above them, with what
-- they owed. The roll-up itself only adds.
with

figures as (
    select * from {{ ref('int_bounded_figures') }}
),

nodes as (
    select distinct
        figures.boundary,
        figures.tree_day,
        ancestry.ancestor_code as org_code,
        {{ cell('figures') }},
        figures.period_type,
        figures.last_day
    from figures
    inner join {{ ref('int_ancestry') }} as ancestry
        on figures.tree_day = ancestry.tree_day and figures.org_code = ancestry.org_code
)

select
    nodes.*,
    tree.parent_code,
    tree.depth,
    tree.is_leaf,
    profiles.profile,
    indicators.behaviour,
    indicators.rollup_scope,
    indicators.is_added_up,
    indicators.behaviour = 'reference' as is_reference,
    indicators.may_be_negative,
    coalesce(due.is_due, false) as is_due,
    coalesce(due.due_count, 0) as due_count,
    coalesce(due.due_children, 0) as due_children,
    coalesce(figures.own_is_reported, false) as own_is_reported,
    case
        when {{ is_hedged('figures.own_lower', 'figures.own_upper') }} then coalesce(figures.own_value, 0)
        else 0
    end as own_hedged,
    {% for part in ['state', 'value', 'lower', 'upper'] -%}
    figures.own_{{ part }},
    figures.inclusive_{{ part }},
    figures.unknown_{{ part }},
    {% endfor -%}
    coalesce(figures.own_is_merged, false) as own_is_merged
from nodes
inner join {{ ref('int_tree') }} as tree
    on nodes.tree_day = tree.tree_day and nodes.org_code = tree.org_code
inner join {{ ref('stg_indicators') }} as indicators on nodes.indicator = indicators.indicator
left join {{ ref('int_due_profiles') }} as profiles
    on nodes.indicator = profiles.indicator and nodes.period_type = profiles.period_type
left join {{ ref('int_due_counts') }} as due
    on nodes.boundary = due.boundary
    and nodes.last_day = due.last_day
    and profiles.profile = due.profile
    and nodes.org_code = due.org_code
left join figures
    on nodes.boundary = figures.boundary
    and nodes.org_code = figures.org_code
    and {{ same_cell('nodes', 'figures') }}
