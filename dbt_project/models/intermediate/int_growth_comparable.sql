-- 可比口径: the own figures of those units at and below a unit that gave one in both years, on the latest
-- tree, added up for each of the two years.
with

own as (
    select
        figures.org_code,
        {{ cell('figures') }},
        figures.own_state,
        -- not applicable adds nothing, and is as exact as a zero
        case figures.own_state when 'value' then figures.own_value else 0 end as value,
        case figures.own_state when 'value' then figures.own_lower else 0 end as lower,
        case figures.own_state when 'value' then figures.own_upper else 0 end as upper
    from {{ ref('int_estimate_own_figures') }} as figures
    inner join {{ ref('stg_indicators') }} as indicators
        on figures.indicator = indicators.indicator and indicators.is_built_within_unit
    where figures.boundary = 'latest' and figures.own_is_reported
),

paired as (
    select
        own.org_code,
        {{ cell('own') }},
        own.value,
        own.lower,
        own.upper,
        before.value as base_value,
        before.lower as base_lower,
        before.upper as base_upper
    from own
    inner join {{ ref('stg_periods') }} as periods on own.period = periods.period
    inner join own as before
        on own.org_code = before.org_code
        and own.indicator = before.indicator
        and periods.year_before = before.period
        and {{ same_breakdown('own', 'before') }}
    where own.own_state = 'value' or before.own_state = 'value'
)

select
    ancestry.ancestor_code as org_code,
    {{ cell('paired') }},
    count(*) as unit_count,
    sum(paired.value) as value,
    case when count(paired.lower) = count(*) then sum(paired.lower) end as lower,
    case when count(paired.upper) = count(*) then sum(paired.upper) end as upper,
    sum(paired.base_value) as base_value,
    bool_or(paired.base_value < 0) as base_has_negative,
    case when count(paired.base_lower) = count(*) then sum(paired.base_lower) end as base_lower,
    case when count(paired.base_upper) = count(*) then sum(paired.base_upper) end as base_upper
from paired
inner join {{ ref('int_ancestry') }} as ancestry
    on paired.org_code = ancestry.org_code and ancestry.tree_day = date '9999-12-31'
group by ancestry.ancestor_code, {{ cell('paired') }}
