-- Figures that can be compared with one another: own and inclusive ones as they were asserted, and
-- what was rolled up of indicators that a relation names. Not applicable counts as zero.
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
            boundary, org_code, {{ cell() }}, method, total, lower, upper, reported_count
        from {{ ref('int_rollup') }}
    ) as rollup
    inner join {{ ref('stg_periods') }} as periods on rollup.period = periods.period
    where
        rollup.method is not null
        and rollup.indicator in (select terms.indicator from {{ ref('audit_relation_terms') }} as terms)
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
