{#-
    The rules of the way up the tree, for one set of units: what they published, out of their own
    figures and what their children give.

    rollup_nodes('figures') for units without children, rollup_nodes('figures', 'children', depth=2) for
    those of a depth. `figures` has the columns of node_figures(), `children` those of children_sums().
    Gives one row per boundary, unit and cell.
-#}
{% macro rollup_nodes(figures, children=none, depth=none) %}
    select
        nodes.boundary,
        nodes.org_code,
        nodes.cell_id,
        nodes.period,
        nodes.period_year,
        nodes.parent_code,
        nodes.depth,
        nodes.is_row,
        nodes.is_due,
        nodes.due_count,
        nodes.own_is_reported,
        (nodes.own_state is not distinct from 'not_applicable') as own_is_not_applicable,
        nodes.own_value,
        nodes.own_lower,
        nodes.own_upper,
        nodes.inclusive_value,
        nodes.inclusive_lower,
        nodes.inclusive_upper,
        nodes.children_value,
        case when nodes.is_added_up then computed.value end as computed_value,
        case when nodes.is_added_up then computed.lower end as computed_lower,
        case when nodes.is_added_up then computed.upper end as computed_upper,
        nodes.is_added_up and computed.is_complete as is_complete,
        decided.method,
        published.total,
        published.lower,
        published.upper,
        case
            when not nodes.is_added_up then
                case when {{ is_hedged('published.lower', 'published.upper') }} then published.total else 0 end
            when decided.method in ('computed', 'partial') then nodes.own_hedged + nodes.children_hedged
            when decided.method = 'reported' then case
                when {{ is_hedged('nodes.inclusive_lower', 'nodes.inclusive_upper') }} then coalesce(nodes.inclusive_value, 0)
                else 0
            end
            when decided.method = 'assumed' then published.total
            else 0
        end as hedged,
        -- of a total with a negative figure in it there are no shares
        coalesce(
            case decided.method
                when 'reported' then nodes.inclusive_value < 0
                when 'assumed' then nodes.unknown_value < 0
                else coalesce(nodes.own_value < 0, false) or nodes.children_have_negative
            end,
            false
        ) as has_negative,
        case
            when nodes.is_added_up then nodes.reported_count
            -- what does not add up is complete where it is known itself
            else (nodes.is_due and coalesce(decided.method <> 'partial', false))::integer
        end as reported_count,
        nodes.is_said,
        nodes.weight_in,
        nodes.weight_due,
        nodes.has_negative_weight
    from (
        select
            known.*,
            tree.parent_code,
            tree.depth,
            tree.is_leaf,
            cells.is_added_up,
            cells.behaviour,
            cells.rollup_scope,
            cells.is_reference,
            cells.may_be_negative,
            coalesce(due.is_due, false) as is_due,
            case when cells.is_added_up then coalesce(due.due_count, 0) else coalesce(due.is_due, false)::integer end
                as due_count,
            coalesce(due.due_children, 0) as due_children,
            case
                when {{ is_hedged('known.own_lower', 'known.own_upper') }} then coalesce(known.own_value, 0)
                else 0
            end as own_hedged,
            known.children_reported_count + (coalesce(due.is_due, false) and known.own_is_reported)::integer as reported_count,
            known.children_are_said
            or known.own_state is not null
            or known.inclusive_state is not null
            or known.unknown_state is not null as is_said,
            known.children_weight_in + case when known.own_is_reported then known.weight else 0 end as weight_in,
            known.children_weight_due + known.weight as weight_due,
            known.children_have_negative_weight or known.weight < 0 as has_negative_weight
        from (
            {%- if children %}
            select
                {%- for column in ['boundary', 'org_code', 'cell_id', 'period', 'period_year'] %}
                coalesce(figures.{{ column }}, children.{{ column }}) as {{ column }},
                {%- endfor %}
                {%- for scope in ['own', 'inclusive', 'unknown'] %}
                {%- for part in ['state', 'value', 'lower', 'upper'] %}
                figures.{{ scope }}_{{ part }},
                {%- endfor %}
                {%- endfor %}
                coalesce(figures.own_is_reported, false) as own_is_reported,
                coalesce(figures.own_is_merged, false) as own_is_merged,
                coalesce(figures.weight, 0) as weight,
                coalesce(figures.is_row, false) or coalesce(children.is_row, false) as is_row,
                children.value as children_value,
                coalesce(children.lower, 0) as children_lower,
                coalesce(children.upper, 0) as children_upper,
                coalesce(children.has_open_lower, false) as children_open_below,
                coalesce(children.has_open_upper, false) as children_open_above,
                coalesce(children.hedged, 0) as children_hedged,
                coalesce(children.has_negative, false) as children_have_negative,
                coalesce(children.has_not_applicable, false) as children_not_applicable,
                coalesce(children.incomplete, 0) as incomplete_children,
                coalesce(children.due_with_row, 0) as due_children_heard_of,
                coalesce(children.reported_count, 0) as children_reported_count,
                coalesce(children.is_said, false) as children_are_said,
                coalesce(children.weight_in, 0) as children_weight_in,
                coalesce(children.weight_due, 0) as children_weight_due,
                coalesce(children.has_negative_weight, false) as children_have_negative_weight
            from (select * from {{ figures }} where depth = {{ depth }}) as figures
            full outer join {{ children }} as children
                on figures.boundary = children.boundary
                and figures.org_code = children.org_code
                and figures.cell_id = children.cell_id
                and figures.period = children.period
            {%- else %}
            select
                *,
                null::numeric as children_value,
                0::numeric as children_lower,
                0::numeric as children_upper,
                false as children_open_below,
                false as children_open_above,
                0::numeric as children_hedged,
                false as children_have_negative,
                false as children_not_applicable,
                0::numeric as incomplete_children,
                0::numeric as due_children_heard_of,
                0::numeric as children_reported_count,
                false as children_are_said,
                0::numeric as children_weight_in,
                0::numeric as children_weight_due,
                false as children_have_negative_weight
            from {{ figures }}
            {%- endif %}
        ) as known
        inner join {{ ref('stg_periods') }} as periods on known.period = periods.period
        inner join {{ ref('int_tree') }} as tree
            on known.org_code = tree.org_code
            and tree.tree_day = case known.boundary when 'latest' then date '9999-12-31' else periods.last_day end
        inner join {{ ref('int_cells') }} as cells on known.cell_id = cells.cell_id
        left join {{ ref('int_cell_types') }} as types
            on known.cell_id = types.cell_id and periods.period_type = types.period_type
        left join {{ ref('int_due_counts') }} as due
            on known.boundary = due.boundary
            and periods.last_day = due.last_day
            and types.profile_id = due.profile_id
            and known.org_code = due.org_code
    ) as nodes
    -- what own figure and children prove together; open above until everything due is in
    cross join lateral (
        select
            (nodes.own_is_reported or not nodes.is_due)
            and nodes.incomplete_children = 0
            and nodes.due_children_heard_of = nodes.due_children as is_complete,
            (nodes.own_state is not distinct from 'value') or nodes.children_value is not null as has_number
    ) as known
    cross join lateral (
        select
            known.is_complete,
            known.has_number,
            known.is_complete
            and not known.has_number
            and (nodes.own_state is not distinct from 'not_applicable' or nodes.children_not_applicable)
                as is_not_applicable,
            case when known.has_number then coalesce(nodes.own_value, 0) + coalesce(nodes.children_value, 0) end as value,
            case
                when
                    known.has_number
                    and (known.is_complete or not nodes.may_be_negative)
                    and not nodes.children_open_below
                    and (nodes.own_state is distinct from 'value' or nodes.own_lower is not null)
                    then coalesce(nodes.own_lower, 0) + nodes.children_lower
            end as lower,
            case
                when
                    known.has_number
                    and known.is_complete
                    and not nodes.children_open_above
                    and (nodes.own_state is distinct from 'value' or nodes.own_upper is not null)
                    then coalesce(nodes.own_upper, 0) + nodes.children_upper
            end as upper
    ) as computed
    -- which of its figures speaks for what is not added up: the inclusive, else the own, else the unknown
    cross join lateral (
        select
            case
                when nodes.is_added_up then null
                when nodes.inclusive_state is not null and nodes.rollup_scope <> 'own' then 'inclusive'
                when nodes.own_state is not null and (nodes.behaviour = 'ratio' or nodes.own_is_reported or nodes.own_state = 'value')
                    then 'own'
                when nodes.own_state is null and nodes.unknown_state = 'value' then 'unknown'
            end as scope
    ) as speaking
    cross join lateral (
        select
            case
                when not nodes.is_added_up and nodes.behaviour = 'ratio' then case speaking.scope
                    when 'unknown' then 'assumed'
                    when 'inclusive' then 'reported'
                    when 'own' then 'reported'
                end
                when not nodes.is_added_up then case speaking.scope
                    when 'inclusive' then case when nodes.own_is_merged then 'computed' else 'reported' end
                    -- some of those whose figures it took over have not reported
                    when 'own' then case when nodes.own_is_reported then 'computed' else 'partial' end
                    when 'unknown' then 'assumed'
                end
                -- a reference figure holds as published before what is computed
                when nodes.is_reference and nodes.inclusive_state = 'value' then 'reported'
                when nodes.is_reference and nodes.inclusive_state is not null and not computed.has_number then 'reported'
                when computed.is_complete and computed.has_number then 'computed'
                when computed.is_not_applicable then 'computed'
                when nodes.inclusive_state = 'value'
                    then case
                        when not nodes.may_be_negative and nodes.inclusive_upper < computed.lower then 'partial'
                        else 'reported'
                    end
                when nodes.inclusive_state = 'not_applicable' and not computed.has_number then 'reported'
                when nodes.unknown_state = 'value' and nodes.inclusive_state is null and not nodes.is_leaf
                    then case
                        when not nodes.may_be_negative and nodes.unknown_upper < computed.lower then 'partial'
                        else 'assumed'
                    end
                when computed.has_number then 'partial'
            end as method
    ) as decided
    -- never below what the parts already prove, unless parts prove nothing
    cross join lateral (
        select
            case
                when nodes.may_be_negative then null
                when nodes.is_reference and nodes.inclusive_state = 'value' then null
                else computed.lower
            end as floor
    ) as proven
    cross join lateral (
        select
            case
                when not nodes.is_added_up then case speaking.scope
                    when 'inclusive' then nodes.inclusive_value
                    when 'own' then nodes.own_value
                    when 'unknown' then nodes.unknown_value
                end
                when decided.method in ('computed', 'partial') then computed.value
                when decided.method = 'reported' then case
                    when nodes.inclusive_state = 'value' then greatest(nodes.inclusive_value, proven.floor)
                end
                when decided.method = 'assumed' then greatest(nodes.unknown_value, proven.floor)
            end as total,
            case
                -- the own ratio of a unit with children proves nothing of the whole, an unknown figure nothing at all
                when not nodes.is_added_up then case
                    when speaking.scope = 'inclusive' then nodes.inclusive_lower
                    when speaking.scope = 'own' and nodes.behaviour = 'ratio'
                        then case when nodes.is_leaf or nodes.rollup_scope = 'own' then nodes.own_lower end
                    when speaking.scope = 'own' and not (decided.method = 'partial' and nodes.may_be_negative) then nodes.own_lower
                end
                when decided.method in ('computed', 'partial') then computed.lower
                when decided.method = 'reported' then case
                    when nodes.inclusive_state = 'value' then greatest(nodes.inclusive_lower, proven.floor)
                end
                when decided.method = 'assumed' then case
                    when not nodes.may_be_negative then greatest(nodes.unknown_lower, proven.floor)
                end
            end as lower,
            case
                when not nodes.is_added_up then case
                    when speaking.scope = 'inclusive' then nodes.inclusive_upper
                    when speaking.scope = 'own' and nodes.behaviour = 'ratio'
                        then case when nodes.is_leaf or nodes.rollup_scope = 'own' then nodes.own_upper end
                    when speaking.scope = 'own' and decided.method <> 'partial' then nodes.own_upper
                end
                when decided.method in ('computed', 'partial') then computed.upper
                when decided.method = 'reported' then nodes.inclusive_upper
            end as upper
    ) as published
{% endmacro %}
