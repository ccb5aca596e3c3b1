-- Ratios, never added: the rebuilt one where there is one, elsewhere the reported one.
-- One row per boundary, unit and cell; ancestors have rows without a figure.
with

rebuilt as (
    select * from {{ ref('int_ratios_rebuilt') }}
),

reported as (
    select
        *,
        case
            when inclusive_state is not null and rollup_scope <> 'own' then 'inclusive'
            when own_state is not null then 'own'
            when unknown_state = 'value' then 'unknown'
        end as speaks
    from {{ ref('int_rollup_cells') }}
    where behaviour = 'ratio'
),

nodes as (
    select boundary, org_code, {{ cell() }} from reported

    union

    select rebuilt.boundary, ancestry.ancestor_code, {{ cell('rebuilt') }}
    from rebuilt
    inner join {{ ref('stg_periods') }} as periods on rebuilt.period = periods.period
    inner join {{ ref('int_ancestry') }} as ancestry
        on rebuilt.org_code = ancestry.org_code
        and ancestry.tree_day = case rebuilt.boundary when 'latest' then date '9999-12-31' else periods.last_day end
)

select
    nodes.boundary,
    nodes.org_code,
    {{ cell('nodes') }},
    reported.inclusive_value,
    case
        when rebuilt.total is not null then 'computed'
        when reported.speaks = 'unknown' then 'assumed'
        when reported.speaks is not null then 'reported'
    end as method,
    case
        when rebuilt.total is not null then rebuilt.total
        when reported.speaks = 'inclusive' then reported.inclusive_value
        when reported.speaks = 'own' then reported.own_value
        when reported.speaks = 'unknown' then reported.unknown_value
    end as total,
    -- the own ratio of a unit with children proves nothing of the whole, an unknown one nothing at all
    case
        when rebuilt.total is not null then rebuilt.lower
        when reported.speaks = 'inclusive' then reported.inclusive_lower
        when reported.speaks = 'own' and (reported.is_leaf or reported.rollup_scope = 'own') then reported.own_lower
    end as lower,
    case
        when rebuilt.total is not null then rebuilt.upper
        when reported.speaks = 'inclusive' then reported.inclusive_upper
        when reported.speaks = 'own' and (reported.is_leaf or reported.rollup_scope = 'own') then reported.own_upper
    end as upper,
    case
        when rebuilt.total is not null then rebuilt.completeness
        when reported.is_due then (reported.speaks is not null)::integer::numeric
    end as completeness
from nodes
left join rebuilt
    on nodes.boundary = rebuilt.boundary
    and nodes.org_code = rebuilt.org_code
    and {{ same_cell('nodes', 'rebuilt') }}
left join reported
    on nodes.boundary = reported.boundary
    and nodes.org_code = reported.org_code
    and {{ same_cell('nodes', 'reported') }}
