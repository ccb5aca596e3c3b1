-- Every published figure: one row per unit, cell and boundary, with what it was made of.
with

added_up as (
    select
        rollup.org_code,
        {{ cell('rollup') }},
        rollup.boundary,
        rollup.total,
        rollup.lower,
        rollup.upper,
        rollup.own_value as own,
        rollup.children_value as children,
        rollup.residual,
        rollup.inclusive_value as reported_inclusive,
        rollup.difference,
        rollup.method,
        case
            when rollup.due_count > 0 and not rollup.is_reference
                then {{ round6('rollup.reported_count', 'rollup.due_count') }}
        end as completeness,
        case
            when by_value.weight_due > 0 and not rollup.may_be_negative
                then {{ round6('coalesce(by_value.weight_in, 0)', 'by_value.weight_due') }}
        end as value_completeness,
        case
            when rollup.total > 0 and not rollup.may_be_negative
                then {{ round6('rollup.hedged', 'rollup.total') }}
        end as hedged_share
    from {{ ref('int_rollup') }} as rollup
    left join {{ ref('int_value_completeness') }} as by_value
        on rollup.boundary = by_value.boundary
        and rollup.org_code = by_value.org_code
        and {{ same_cell('rollup', 'by_value') }}
),

standing_alone as (
    select
        org_code,
        {{ cell() }},
        boundary,
        total,
        lower,
        upper,
        own_value as own,
        null::numeric as children,
        total - coalesce(own_value, 0) as residual,
        inclusive_value as reported_inclusive,
        null::numeric as difference,
        method,
        case when is_due then is_known::integer::numeric end as completeness,
        null::numeric as value_completeness,
        case when total <> 0 then {{ is_hedged('lower', 'upper') }}::integer::numeric end as hedged_share
    from {{ ref('int_not_additive') }}
),

ratios as (
    select
        org_code,
        {{ cell() }},
        boundary,
        total,
        lower,
        upper,
        null::numeric as own,
        null::numeric as children,
        null::numeric as residual,
        inclusive_value as reported_inclusive,
        null::numeric as difference,
        method,
        completeness,
        null::numeric as value_completeness,
        case when total <> 0 then {{ is_hedged('lower', 'upper') }}::integer::numeric end as hedged_share
    from {{ ref('int_ratios') }}
),

unioned as (
    select * from added_up
    union all
    select * from standing_alone
    union all
    select * from ratios
)

select
    org_code::varchar(12) as org_code,
    indicator::varchar(64) as indicator,
    period::varchar(7) as period,
    audience::varchar(32) as audience,
    grade::varchar(32) as grade,
    department::varchar(32) as department,
    kind::varchar(32) as kind,
    boundary::varchar(6) as boundary,
    total::numeric(38, 12) as total,
    lower::numeric(38, 12) as lower,
    upper::numeric(38, 12) as upper,
    own::numeric(38, 12) as own,
    children::numeric(38, 12) as children,
    residual::numeric(38, 12) as residual,
    reported_inclusive::numeric(38, 12) as reported_inclusive,
    difference::numeric(38, 12) as difference,
    total::numeric(38, 12) as adjusted_total,
    method::varchar(8) as method,
    completeness::numeric(7, 6) as completeness,
    value_completeness::numeric(7, 6) as value_completeness,
    hedged_share::numeric(9, 6) as hedged_share
from unioned
