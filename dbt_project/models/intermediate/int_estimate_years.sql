-- Expected years up the tree: what a unit expects of its whole area, else the expected and actual own
-- years of the units at and below it, with the share that is only planned.
with

expected as (
    select * from {{ ref('int_estimate_mixed_years') }}
),

cells as (
    select distinct indicator, period, {{ dimensions() | join(', ') }}
    from expected
),

own as (
    select org_code, {{ cell() }}, value, lower, upper, planned_value, actual_until
    from expected
    where scope = 'own'

    union all

    -- beside them, those who have filed their whole year
    select figures.org_code, {{ cell('figures') }}, figures.own_value, figures.own_lower, figures.own_upper, 0, null
    from {{ ref('int_estimate_own_figures') }} as figures
    inner join cells on {{ same_cell('figures', 'cells') }}
    where figures.boundary = 'period' and figures.own_is_reported and figures.own_state = 'value'
),

years as (
    select period, last_day from {{ ref('stg_periods') }} where period_type = 'annual'
),

summed as (
    select
        ancestry.ancestor_code as org_code,
        {{ cell('own') }},
        sum(own.value) as value,
        case when count(own.lower) = count(*) then sum(own.lower) end as lower,
        case when count(own.upper) = count(*) then sum(own.upper) end as upper,
        sum(own.planned_value) as planned_value,
        min(own.actual_until) as actual_until,
        count(*) as piece_count
    from own
    inner join years on own.period = years.period
    inner join {{ ref('int_ancestry') }} as ancestry
        on years.last_day = ancestry.tree_day and own.org_code = ancestry.org_code
    group by ancestry.ancestor_code, {{ cell('own') }}
    having count(own.actual_until) > 0
),

chosen as (
    select
        expected.org_code, {{ cell('expected') }}, expected.value, expected.lower, expected.upper,
        expected.planned_value, expected.actual_until, 1 as piece_count, true as is_inclusive
    from expected
    where expected.scope = 'inclusive'

    union all

    select
        summed.org_code, {{ cell('summed') }}, summed.value, summed.lower, summed.upper,
        summed.planned_value, summed.actual_until, summed.piece_count, false as is_inclusive
    from summed
    left join expected as of_area
        on summed.org_code = of_area.org_code
        and {{ same_cell('summed', 'of_area') }}
        and of_area.scope = 'inclusive'
    where of_area.org_code is null
),

covered as (
    select
        chosen.org_code,
        {{ cell('chosen') }},
        count(distinct due.org_code) as due_count,
        count(distinct due.org_code) filter (where own.org_code is not null) as due_in
    from chosen
    inner join years on chosen.period = years.period
    inner join {{ ref('stg_indicators') }} as indicators on chosen.indicator = indicators.indicator
    inner join {{ ref('int_due_profiles') }} as profiles
        on chosen.indicator = profiles.indicator and profiles.period_type = 'annual'
    inner join {{ ref('int_ancestry') }} as ancestry
        on years.last_day = ancestry.tree_day and chosen.org_code = ancestry.ancestor_code
    inner join {{ ref('stg_org_units') }} as due
        on ancestry.org_code = due.org_code
        and due.is_official
        and due.reporting_unit
        and due.level::text = any(profiles.levels)
    left join own
        on due.org_code = own.org_code and {{ same_cell('chosen', 'own') }}
    group by chosen.org_code, {{ cell('chosen') }}
)

select
    chosen.org_code,
    {{ cell('chosen') }},
    chosen.value as estimate,
    chosen.lower,
    chosen.upper,
    case
        when chosen.is_inclusive then 1
        when covered.due_count > 0 then {{ round6('covered.due_in', 'covered.due_count') }}
    end as coverage,
    chosen.piece_count,
    chosen.actual_until,
    case when chosen.value > 0 then least(1, {{ round6('chosen.planned_value', 'chosen.value') }}) end as plan_share
from chosen
left join covered on chosen.org_code = covered.org_code and {{ same_cell('chosen', 'covered') }}
