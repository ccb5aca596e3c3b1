-- Figures that can be compared with one another: own and inclusive ones as they were asserted, and
-- what was rolled up of indicators that a relation names; of those that a relation asks of the level
-- below, also the sum of the children's totals. Not applicable counts as zero.
-- `span` is the time that a figure covers: cumulative ones are named by the day they reach.
with

asserted as (
    select
        assertions.*,
        extract(year from assertions.last_day)::integer as period_year
    from {{ ref('int_assertions') }} as assertions
    where assertions.scope in ('own', 'inclusive')
),

rolled_up as (
    select rollup.*, periods.period_type, periods.first_day, periods.last_day, periods.period_year
    from (
        select
            boundary, tree_day, parent_code, org_code, {{ cell() }}, method, total, lower, upper, reported_count,
            may_be_negative
        from {{ ref('int_rollup') }}
    ) as rollup
    inner join {{ ref('stg_periods') }} as periods on rollup.period = periods.period
    where
        rollup.method is not null
        and rollup.indicator in (select terms.indicator from {{ ref('audit_relation_terms') }} as terms)
),

families as (
    select tree_day, parent_code, count(*) as child_count
    from {{ ref('int_tree') }}
    where parent_code is not null
    group by tree_day, parent_code
),

below as (
    select
        rolled_up.boundary,
        rolled_up.parent_code as org_code,
        {{ cell('rolled_up') }},
        rolled_up.period_type,
        rolled_up.period_year,
        rolled_up.first_day,
        rolled_up.last_day,
        sum(coalesce(rolled_up.total, 0)) as value,
        -- a child that said nothing opens the sum, below only where it may be negative
        case
            when
                bool_and(rolled_up.total is null or rolled_up.lower is not null)
                and (count(*) = families.child_count or not rolled_up.may_be_negative)
                then sum(coalesce(rolled_up.lower, 0))
        end as lower,
        case
            when
                bool_and(rolled_up.total is null or rolled_up.upper is not null)
                and count(*) = families.child_count
                then sum(coalesce(rolled_up.upper, 0))
        end as upper,
        sum(rolled_up.reported_count) as reported_count
    from rolled_up
    inner join families
        on rolled_up.tree_day = families.tree_day and rolled_up.parent_code = families.parent_code
    where
        rolled_up.indicator in (
            select terms.indicator
            from {{ ref('audit_relation_terms') }} as terms
            where terms.at_level = 'children'
        )
    group by
        rolled_up.boundary, rolled_up.parent_code, {{ cell('rolled_up') }}, rolled_up.period_type,
        rolled_up.period_year, rolled_up.first_day, rolled_up.last_day, families.child_count,
        rolled_up.may_be_negative
)

select
    scope as figures,
    'period' as boundary,
    org_code,
    {{ cell() }},
    basis,
    case basis when 'ytd' then 'to ' || last_day else period end as span,
    period_type,
    period_year,
    case basis when 'ytd' then make_date(period_year, 1, 1) else first_day end as first_day,
    last_day,
    case state when 'not_applicable' then 0 else value end as value,
    case state when 'not_applicable' then 0 else lower end as lower,
    case state when 'not_applicable' then 0 else upper end as upper,
    1::bigint as figure_count,
    observation_id
from asserted

union all

select
    'total' as figures,
    boundary,
    org_code,
    {{ cell() }},
    'period' as basis,
    period as span,
    period_type,
    period_year,
    first_day,
    last_day,
    -- without a number a method says that all of it is not applicable
    coalesce(total, 0) as value,
    case when total is null then 0 else lower end as lower,
    case when total is null then 0 else upper end as upper,
    greatest(reported_count, 1)::bigint as figure_count,
    null::bigint as observation_id
from rolled_up

union all

select
    'children' as figures,
    boundary,
    org_code,
    {{ cell() }},
    'period' as basis,
    period as span,
    period_type,
    period_year,
    first_day,
    last_day,
    value,
    lower,
    upper,
    greatest(reported_count, 1)::bigint as figure_count,
    null::bigint as observation_id
from below
