-- Whose figures of which shorter period come to a unit of a longer period's last day: own figures from
-- all that gave theirs, an inclusive figure from the unit itself where anything of it was there (without
-- a weight where it is not what it was, so that nothing can be built).
-- Quarters are made of months, halves of quarters, years of halves.
with

shorter as (
    select
        longer.period,
        longer.period_type,
        longer.first_day,
        longer.last_day,
        parts.period as part,
        parts.last_day as part_last_day,
        parts.first_day = longer.first_day as begins,
        parts.last_day = longer.last_day as ends
    from {{ ref('stg_periods') }} as longer
    inner join {{ ref('stg_periods') }} as parts
        on longer.first_day <= parts.first_day
        and longer.last_day >= parts.last_day
        and (longer.period_type, parts.period_type) in (
            ('quarterly', 'monthly'), ('half_year', 'quarterly'), ('annual', 'half_year')
        )
    inner join {{ ref('int_days') }} as days on longer.last_day = days.last_day
),

sources as (
    select
        'own' as scope,
        succession.to_code as org_code,
        succession.from_code as source_code,
        succession.weight,
        shorter.*
    from shorter
    inner join {{ ref('int_succession') }} as succession
        on shorter.part_last_day = succession.from_day and shorter.last_day = succession.to_day

    union all

    select
        'inclusive' as scope,
        stood.org_code,
        stood.org_code as source_code,
        case when whole.org_code is not null then 1 end as weight,
        shorter.*
    from shorter
    inner join {{ ref('int_stood_before') }} as stood
        on shorter.part_last_day = stood.from_day and shorter.last_day = stood.to_day
    left join {{ ref('int_whole') }} as whole
        on stood.org_code = whole.org_code
        and stood.from_day = whole.from_day
        and stood.to_day = whole.to_day
)

-- a flow needs them all, a stock those of the one shorter period that it takes
select
    scope,
    org_code,
    source_code,
    weight,
    period,
    period_type,
    first_day,
    last_day,
    part,
    part_last_day,
    begins,
    ends,
    count(*) over one_unit as needed_for_flow,
    count(*) filter (where ends) over one_unit as needed_for_stock,
    count(*) filter (where begins) over one_unit as needed_for_opening
from sources
window one_unit as (partition by scope, org_code, period)
