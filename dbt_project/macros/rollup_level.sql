{#-
    One level of the roll-up: the nodes of a depth with what their children published.
    rollup_level(3, 'level_4') gives the nodes of depth 3 over the rows of the relation level_4;
    rollup_level(5, none) the deepest, which has no children.
    Shapes: one row per boundary, unit and cell, with the columns of int_rollup.
-#}
{% macro rollup_level(depth, below) %}
    select
        nodes.boundary,
        nodes.tree_day,
        nodes.org_code,
        {{ cell('nodes') }},
        nodes.period_type,
        nodes.last_day,
        nodes.parent_code,
        nodes.is_leaf,
        nodes.is_due,
        nodes.due_count,
        nodes.own_is_reported,
        nodes.own_state,
        nodes.own_value,
        nodes.inclusive_value,
        nodes.inclusive_lower,
        nodes.inclusive_upper,
        nodes.children_value,
        nodes.may_be_negative,
        nodes.is_reference,
        computed.value as computed_value,
        computed.lower as computed_lower,
        computed.upper as computed_upper,
        computed.is_complete,
        decided.method,
        published.total,
        published.lower,
        published.upper,
        published.total - coalesce(nodes.own_value, 0) - coalesce(nodes.children_value, 0) as residual,
        nodes.inclusive_value - computed.value as difference,
        case decided.method
            when 'computed' then nodes.own_hedged + nodes.children_hedged
            when 'partial' then nodes.own_hedged + nodes.children_hedged
            when 'reported' then case
                when {{ is_hedged('nodes.inclusive_lower', 'nodes.inclusive_upper') }} then coalesce(nodes.inclusive_value, 0)
                else 0
            end
            when 'assumed' then published.total
            else 0
        end as hedged,
        nodes.reported_count,
        nodes.is_said
    from (
        select
            cells.*,
            children.value as children_value,
            coalesce(children.lower, 0) as children_lower,
            coalesce(children.upper, 0) as children_upper,
            coalesce(children.has_open_lower, false) as children_open_below,
            coalesce(children.has_open_upper, false) as children_open_above,
            coalesce(children.hedged, 0) as children_hedged,
            coalesce(children.has_not_applicable, false) as children_not_applicable,
            coalesce(children.incomplete, 0) as incomplete_children,
            coalesce(children.due_with_row, 0) as due_children_heard_of,
            coalesce(children.reported_count, 0) + (cells.is_due and cells.own_is_reported)::integer as reported_count,
            coalesce(children.is_said, false)
            or cells.own_state is not null
            or cells.inclusive_state is not null
            or cells.unknown_state is not null as is_said
        from {{ ref('int_rollup_cells') }} as cells
        left join (
            {%- if below %}
            select
                boundary,
                parent_code,
                {{ cell() }},
                sum(total) as value,
                sum(lower) as lower,
                sum(upper) as upper,
                bool_or(total is not null and lower is null) as has_open_lower,
                bool_or(total is not null and upper is null) as has_open_upper,
                sum(hedged) as hedged,
                bool_or(total is null and method in ('computed', 'reported')) as has_not_applicable,
                count(*) filter (
                    where method is distinct from 'computed'
                    and method is distinct from 'reported'
                    and (due_count > 0 or is_said)
                ) as incomplete,
                count(*) filter (where due_count > 0) as due_with_row,
                sum(reported_count) as reported_count,
                bool_or(is_said) as is_said
            from {{ below }}
            group by boundary, parent_code, {{ cell() }}
            {%- else %}
            select
                null::text as boundary, null::text as parent_code,
                null::text as indicator, null::text as period, null::text as audience,
                null::text as grade, null::text as department, null::text as kind,
                null::numeric as value, null::numeric as lower, null::numeric as upper,
                null::boolean as has_open_lower, null::boolean as has_open_upper,
                null::numeric as hedged, null::boolean as has_not_applicable,
                null::bigint as incomplete, null::bigint as due_with_row,
                null::numeric as reported_count, null::boolean as is_said
            where false
            {%- endif %}
        ) as children
            on cells.boundary = children.boundary
            and cells.org_code = children.parent_code
            and {{ same_cell('cells', 'children') }}
        where cells.depth = {{ depth }} and cells.is_added_up
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
    cross join lateral (
        select
            case
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
            case decided.method
                when 'computed' then computed.value
                when 'partial' then computed.value
                when 'reported' then case
                    when nodes.inclusive_state = 'value' then greatest(nodes.inclusive_value, proven.floor)
                end
                when 'assumed' then greatest(nodes.unknown_value, proven.floor)
            end as total,
            case decided.method
                when 'computed' then computed.lower
                when 'partial' then computed.lower
                when 'reported' then case
                    when nodes.inclusive_state = 'value' then greatest(nodes.inclusive_lower, proven.floor)
                end
                when 'assumed' then case
                    when not nodes.may_be_negative then greatest(nodes.unknown_lower, proven.floor)
                end
            end as lower,
            case decided.method
                when 'computed' then computed.upper
                when 'partial' then computed.upper
                when 'reported' then nodes.inclusive_upper
            end as upper
    ) as published
{% endmacro %}
