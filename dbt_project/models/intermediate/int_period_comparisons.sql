-- A figure of a longer time against those asserted for the shorter periods within it: a flow is their
-- sum, a stock the one that ends it (an opening stock: begins it). Cumulative figures are flows since
-- 1 January, and never fall. Only for units that stayed what they were through the year.
with

stable as (
    select
        figures.*,
        indicators.behaviour,
        indicators.is_opening_stock,
        indicators.may_be_negative,
        {{ rounding_tolerance('indicators.value_type') }} as tolerance,
        extract(month from figures.last_day) - extract(month from figures.first_day) + 1 as months
    from {{ ref('int_compared_figures') }} as figures
    inner join {{ ref('stg_indicators') }} as indicators
        on figures.indicator = indicators.indicator and indicators.behaviour in ('flow', 'stock')
    where
        figures.figures in ('own', 'inclusive')
        and not exists (
            select 1 from {{ ref('int_touched_years') }} as touched
            where
                touched.org_code = figures.org_code
                and touched.period_year = figures.period_year
                and (touched.is_itself or figures.figures = 'inclusive')
        )
),

pairs as (
    select
        longer.*,
        shorter.period_type as part_type,
        case when longer.behaviour = 'flow' then longer.months / shorter.months else 1 end as wanted,
        shorter.value as part_value,
        shorter.lower as part_lower,
        shorter.upper as part_upper,
        shorter.observation_id as part_observation_id
    from stable as longer
    inner join stable as shorter
        on longer.figures = shorter.figures
        and longer.org_code = shorter.org_code
        and longer.indicator = shorter.indicator
        and {{ same_breakdown('longer', 'shorter') }}
        and longer.period_year = shorter.period_year
    where
        shorter.basis = 'period'
        and shorter.first_day >= longer.first_day
        and shorter.last_day <= longer.last_day
        -- shorter than it, or what a cumulative figure says in other words
        and (shorter.months < longer.months or longer.basis = 'ytd')
        and longer.months % shorter.months = 0
        and case
            when longer.behaviour = 'flow' then true
            when longer.is_opening_stock then shorter.first_day = longer.first_day
            else shorter.last_day = longer.last_day
        end
),

built as (
    select
        'periods.' || part_type as check_id,
        {{ comparison_key() }},
        '=' as operator,
        value as left_value,
        lower as left_lower,
        upper as left_upper,
        sum(part_value) as right_value,
        case when (count(*) = wanted or not may_be_negative) and bool_and(part_lower is not null) then sum(part_lower) end
            as right_lower,
        case when count(*) = wanted and bool_and(part_upper is not null) then sum(part_upper) end as right_upper,
        (wanted - count(*))::integer as missing_terms,
        tolerance * (1 + count(*)) as tolerance,
        observation_id as left_observation_id,
        array_agg(part_observation_id order by part_observation_id) as right_observation_ids
    from pairs
    group by
        {{ comparison_key() }}, part_type, wanted, may_be_negative, tolerance, value, lower, upper, observation_id
),

reached as (
    select
        *,
        lag(value) over series as value_before,
        lag(lower) over series as lower_before,
        lag(upper) over series as upper_before,
        lag(observation_id) over series as observation_before
    from stable
    where basis = 'ytd' and not may_be_negative
    window series as (
        partition by figures, org_code, indicator, {{ dimensions() | join(', ') }}, period_year
        order by last_day
    )
)

select * from built

union all

select
    'cumulative' as check_id,
    {{ comparison_key() }},
    '>=' as operator,
    value as left_value,
    lower as left_lower,
    upper as left_upper,
    value_before as right_value,
    lower_before as right_lower,
    upper_before as right_upper,
    0 as missing_terms,
    tolerance * 2 as tolerance,
    observation_id as left_observation_id,
    array[observation_before] as right_observation_ids
from reached
where observation_before is not null
