{#-
    Every row that is published, under its cell's number: what adds up and what stands alone as rolled
    up, of ratios the rebuilt one before the reported one. With is_adjusted the same after edits.
-#}
{% macro published_rows(is_adjusted) %}
{%- set these = 'cells.is_adjusted' if is_adjusted else 'not cells.is_adjusted' -%}
    select
        nodes.boundary,
        nodes.org_code,
        nodes.cell_id,
        nodes.period,
        nodes.period_year,
        nodes.total,
        nodes.lower,
        nodes.upper,
        nodes.own_value as own,
        case when cells.is_added_up then nodes.children_value end as children,
        nodes.total - coalesce(nodes.own_value, 0)
        - case when cells.is_added_up then coalesce(nodes.children_value, 0) else 0 end as residual,
        nodes.inclusive_value as reported_inclusive,
        case when cells.is_added_up then nodes.inclusive_value - nodes.computed_value end as difference,
        nodes.method,
        case
            when nodes.due_count > 0 and not cells.is_reference then {{ round6('nodes.reported_count', 'nodes.due_count') }}
        end as completeness,
        case
            when
                cells.is_added_up and not cells.may_be_negative and not cells.is_reference
                and nodes.weight_due > 0 and not nodes.has_negative_weight
                then {{ round6('nodes.weight_in', 'nodes.weight_due') }}
        end as value_completeness,
        case
            when cells.is_added_up and nodes.total > 0 and not cells.may_be_negative and not nodes.has_negative
                then {{ round6('nodes.hedged', 'nodes.total') }}
            -- one figure alone is hedged or not, whatever its sign
            when not cells.is_added_up and nodes.total <> 0
                then {{ is_hedged('nodes.lower', 'nodes.upper') }}::integer::numeric
        end as hedged_share
    from {{ ref('int_rollup_nodes') }} as nodes
    inner join {{ ref('int_cells') }} as cells
        on nodes.cell_id = cells.cell_id and {{ these }} and cells.behaviour <> 'ratio'
    where nodes.is_row {{ only_dirty('nodes') }}

    union all

    select
        coalesce(reported.boundary, rebuilt.boundary) as boundary,
        coalesce(reported.org_code, rebuilt.org_code) as org_code,
        coalesce(reported.cell_id, rebuilt.cell_id) as cell_id,
        coalesce(reported.period, rebuilt.period) as period,
        coalesce(reported.period_year, rebuilt.period_year) as period_year,
        figure.total,
        figure.lower,
        figure.upper,
        null as own,
        null as children,
        null as residual,
        reported.inclusive_value as reported_inclusive,
        null as difference,
        case when rebuilt.total is not null then 'computed' else reported.method end as method,
        case
            when rebuilt.total is not null then rebuilt.completeness
            -- who owes a ratio and gave none has given nothing of it, whatever stands below
            when coalesce(due.is_due, false) then coalesce(reported.reported_count, 0)
        end as completeness,
        null as value_completeness,
        case when figure.total <> 0 then {{ is_hedged('figure.lower', 'figure.upper') }}::integer::numeric end as hedged_share
    from (
        select nodes.*
        from {{ ref('int_rollup_nodes') }} as nodes
        inner join {{ ref('int_cells') }} as cells
            on nodes.cell_id = cells.cell_id and {{ these }} and cells.behaviour = 'ratio'
        where nodes.is_row {{ only_dirty('nodes') }}
    ) as reported
    full outer join (
        -- a rebuilt ratio has rows above it, though without a figure where its parts are not all there
        select
            ratios.boundary,
            ancestry.ancestor_code as org_code,
            ratios.cell_id,
            ratios.period,
            ratios.period_year,
            max(ratios.total) filter (where ancestry.ancestor_code = ratios.org_code) as total,
            max(ratios.lower) filter (where ancestry.ancestor_code = ratios.org_code) as lower,
            max(ratios.upper) filter (where ancestry.ancestor_code = ratios.org_code) as upper,
            max(ratios.completeness) filter (where ancestry.ancestor_code = ratios.org_code) as completeness
        from {{ ref('int_ratios') }} as ratios
        inner join {{ ref('int_cells') }} as cells on ratios.cell_id = cells.cell_id and {{ these }}
        inner join {{ ref('stg_periods') }} as periods on ratios.period = periods.period
        inner join {{ ref('int_ancestry') }} as ancestry
            on ratios.org_code = ancestry.org_code
            and ancestry.tree_day = case ratios.boundary when 'latest' then date '9999-12-31' else periods.last_day end
        where true {{ only_dirty_units('ancestry', column='ancestor_code') }}
        group by ratios.boundary, ancestry.ancestor_code, ratios.cell_id, ratios.period, ratios.period_year
    ) as rebuilt
        on reported.boundary = rebuilt.boundary
        and reported.org_code = rebuilt.org_code
        and reported.cell_id = rebuilt.cell_id
        and reported.period = rebuilt.period
    inner join {{ ref('stg_periods') }} as periods on coalesce(reported.period, rebuilt.period) = periods.period
    left join {{ ref('int_cell_types') }} as types
        on coalesce(reported.cell_id, rebuilt.cell_id) = types.cell_id and periods.period_type = types.period_type
    left join {{ ref('int_due_counts') }} as due
        on coalesce(reported.boundary, rebuilt.boundary) = due.boundary
        and periods.last_day = due.last_day
        and types.profile_id = due.profile_id
        and coalesce(reported.org_code, rebuilt.org_code) = due.org_code
    cross join lateral (
        select
            {%- for part in ['total', 'lower', 'upper'] %}
            case when rebuilt.total is not null then rebuilt.{{ part }} else reported.{{ part }} end as {{ part }}
            {{- ',' if not loop.last }}
            {%- endfor %}
    ) as figure
{% endmacro %}
