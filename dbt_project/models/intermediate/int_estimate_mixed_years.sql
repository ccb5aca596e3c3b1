-- Years of which the last months are planned: a unit's actual figures from 1 January on, then what it
-- plans or expects for the rest, laid end to end; what is not applicable is 0. Only flows, and only
-- where a plan is needed.
with recursive

said as (
    select
        checked.org_code,
        {{ cell('checked') }},
        checked.scope,
        checked.period_year,
        checked.first_day,
        checked.last_day,
        checked.submission_id,
        checked.observation_id,
        case checked.state when 'not_applicable' then 0 else checked.value end as value,
        case checked.state when 'not_applicable' then 0 else checked.lower end as lower,
        case checked.state when 'not_applicable' then 0 else checked.upper end as upper,
        checked.speaks_at,
        checked.correction_depth,
        observations.status = 'plan' as is_plan,
        checked.is_narrative::integer * 2 + (checked.sender_code is distinct from checked.org_code)::integer as rank
    from {{ ref('int_observations_checked') }} as checked
    inner join {{ ref('stg_observations') }} as observations
        on checked.observation_id = observations.observation_id and observations.status in ('plan', 'estimate')
    inner join {{ ref('stg_indicators') }} as indicators
        on checked.indicator = indicators.indicator and indicators.behaviour = 'flow'
    where
        checked.set_aside = 'not_actual'
        and checked.basis = 'period'
        and checked.scope in ('own', 'inclusive')
        and checked.state in ('value', 'zero', 'not_applicable')
        and checked.org_code is not null
),

said_once as (
    -- a submission that plans two different figures for one cell plans neither
    select
        org_code, {{ cell() }}, scope, period_year, first_day, last_day,
        submission_id, is_plan, rank, speaks_at, correction_depth,
        min(value) as value,
        min(lower) as lower,
        min(upper) as upper
    from said
    group by
        org_code, {{ cell() }}, scope, period_year, first_day, last_day,
        submission_id, is_plan, rank, speaks_at, correction_depth
    having count(distinct row(value, lower, upper)) = 1
),

planned as (
    -- what is expected late in the year knows more than what was planned
    select distinct on (org_code, {{ cell() }}, scope) *, false as is_actual
    from said_once
    order by
        org_code, {{ cell() }}, scope,
        is_plan, rank, speaks_at desc, correction_depth desc, submission_id desc
),

actual as (
    select
        assertions.org_code,
        {{ cell('assertions') }},
        assertions.scope,
        extract(year from assertions.last_day)::integer as period_year,
        case assertions.basis
            when 'ytd' then date_trunc('year', assertions.last_day)::date
            else assertions.first_day
        end as first_day,
        assertions.last_day,
        true as is_actual,
        assertions.submission_id,
        case assertions.state when 'not_applicable' then 0 else assertions.value end as value,
        case assertions.state when 'not_applicable' then 0 else assertions.lower end as lower,
        case assertions.state when 'not_applicable' then 0 else assertions.upper end as upper
    from {{ ref('int_assertions') }} as assertions
    where assertions.scope in ('own', 'inclusive') and assertions.state in ('value', 'not_applicable')
),

wanted as (
    select distinct org_code, indicator, {{ dimensions() | join(', ') }}, scope, period_year
    from planned
),

known as (
    select
        actual.org_code, actual.indicator, actual.audience, actual.grade, actual.department, actual.kind,
        actual.scope, actual.period_year, actual.first_day, actual.last_day, actual.is_actual,
        actual.value, actual.lower, actual.upper
    from actual
    inner join wanted
        on actual.org_code = wanted.org_code
        and actual.indicator = wanted.indicator
        and {{ same_breakdown('actual', 'wanted') }}
        and actual.scope = wanted.scope
        and actual.period_year = wanted.period_year

    union all

    select
        org_code, indicator, audience, grade, department, kind,
        scope, period_year, first_day, last_day, is_actual,
        value, lower, upper
    from planned
),

tiles as (
    -- from each day on the longest that is known, actual before planned
    select distinct on (org_code, indicator, audience, grade, department, kind, scope, first_day) *
    from known
    order by
        org_code, indicator, audience, grade, department, kind, scope, first_day, is_actual desc, last_day desc
),

laid as (
    select
        org_code, indicator, audience, grade, department, kind,
        scope, period_year, is_actual, value, lower, upper,
        value < 0 as has_negative,
        last_day as reached,
        last_day as actual_until,
        value as actual_value
    from tiles
    where is_actual and extract(doy from first_day) = 1

    union all

    select
        laid.org_code, laid.indicator, laid.audience, laid.grade, laid.department, laid.kind,
        laid.scope, laid.period_year, tiles.is_actual,
        laid.value + tiles.value,
        laid.lower + tiles.lower,
        laid.upper + tiles.upper,
        laid.has_negative or tiles.value < 0,
        tiles.last_day,
        case when tiles.is_actual then tiles.last_day else laid.actual_until end,
        laid.actual_value + case when tiles.is_actual then tiles.value else 0 end
    from laid
    inner join tiles
        on laid.org_code = tiles.org_code
        and laid.indicator = tiles.indicator
        and {{ same_breakdown('laid', 'tiles') }}
        and laid.scope = tiles.scope
        and laid.period_year = tiles.period_year
        and laid.reached + 1 = tiles.first_day
    -- after the first plan nothing is actual any more
    where laid.is_actual or not tiles.is_actual
)

select
    laid.org_code,
    laid.indicator,
    laid.period_year::text as period,
    {{ dimensions() | join(', ') }},
    laid.scope,
    laid.value,
    laid.lower,
    laid.upper,
    laid.actual_until,
    laid.value - laid.actual_value as planned_value,
    laid.has_negative
from laid
-- the unit stands at the year's end, and nobody's figures came to it or left it under the plan
inner join {{ ref('stg_org_unit_versions') }} as versions
    on laid.org_code = versions.org_code
    and laid.reached >= versions.valid_from
    and laid.reached < versions.valid_to
where
    not laid.is_actual
    and extract(month from laid.reached) = 12
    and not exists (
        select 1 from {{ ref('stg_org_unit_events') }} as events
        where
            laid.org_code in (events.from_code, events.to_code)
            and events.from_code <> events.to_code
            and events.effective_on > laid.actual_until
            and events.effective_on <= laid.reached
    )
