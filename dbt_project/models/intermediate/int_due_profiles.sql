-- Who an indicator needs in a period type, as a set of levels that many indicators share. A reference
-- figure is due from nobody, but everybody has one: its totals need all units without children.
with

named as (
    select
        due.indicator,
        due.period_type,
        array_agg(due.level::text order by due.level) as levels,
        string_agg(due.level, '|' order by due.level) as profile
    from {{ ref('indicator_due') }} as due
    inner join {{ ref('stg_indicators') }} as indicators
        on due.indicator = indicators.indicator and indicators.behaviour <> 'reference'
    group by due.indicator, due.period_type

    union all

    select
        types.indicator,
        types.period_type,
        null as levels,
        'units without children' as profile
    from {{ ref('stg_indicator_period_types') }} as types
    inner join {{ ref('stg_indicators') }} as indicators
        on types.indicator = indicators.indicator and indicators.behaviour = 'reference'
)

select
    *,
    dense_rank() over (order by profile)::integer as profile_id
from named
