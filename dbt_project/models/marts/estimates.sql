-- Estimates, labelled, beside what is published and never instead of it: ratios over those who gave both
-- parts, surveyed rates weighted by population, and years of which the last months are planned.
with

ratios as (
    select
        estimates.org_code,
        {{ cell('estimates') }},
        estimates.boundary,
        'units_with_all_parts' as method_of_estimate,
        '推算：按分子分母俱全的单位合并计算' as label_zh,
        estimates.estimate,
        estimates.lower,
        estimates.upper,
        estimates.coverage,
        estimates.weight_name,
        estimates.weight_edition,
        estimates.piece_count,
        null::date as actual_until,
        null::numeric as plan_share
    from {{ ref('int_estimate_ratios') }} as estimates
),

released as (
    -- a rate released by those who survey holds before one that an office reports
    select distinct on (rates.area_code, rates.year)
        rates.area_code as org_code,
        rates.year::text as period,
        rates.value_pct as rate
    from {{ ref('literacy_rates') }} as rates
    where rates.value_kind = 'observed' and rates.population_group = 'all'
    order by rates.area_code, rates.year, rates.source
),

days as (
    select 'latest' as boundary, date '9999-12-31' as tree_day, period, period_year
    from {{ ref('stg_periods') }}
    where period_type = 'annual'

    union all

    select 'period', last_day, period, period_year
    from {{ ref('stg_periods') }}
    where period_type = 'annual'
),

rates as (
    select
        tree.org_code,
        'literacy_rate' as indicator,
        released.period,
        'total' as audience,
        'total' as grade,
        'total' as department,
        'total' as kind,
        days.boundary,
        released.rate,
        released.rate as lower,
        released.rate as upper,
        'released' as method
    from released
    inner join days on released.period = days.period
    inner join {{ ref('int_tree') }} as tree
        on released.org_code = tree.org_code and days.tree_day = tree.tree_day

    union all

    select
        totals.org_code,
        {{ cell('totals') }},
        totals.boundary,
        totals.total,
        totals.lower,
        totals.upper,
        totals.method
    from {{ ref('totals') }} as totals
    inner join {{ ref('stg_indicators') }} as indicators
        on totals.indicator = indicators.indicator and indicators.behaviour = 'surveyed'
    where
        totals.total is not null
        and totals.method in ('computed', 'reported')
        and not exists (
            select 1 from released
            where
                totals.indicator = 'literacy_rate'
                and totals.org_code = released.org_code
                and totals.period = released.period
        )
),

editions as (
    -- adults, whom the survey asks, else residents; the latest edition up to the year
    select distinct on (population.org_code, population.indicator, days.period)
        population.org_code,
        population.indicator as weight_name,
        days.period,
        population.edition || ' ' || population.year as edition,
        population.value as weight
    from {{ ref('population') }} as population
    inner join days on population.year <= days.period_year and days.boundary = 'latest'
    where population.is_used and population.indicator in ('adult_population_18_69', 'resident_population')
    order by population.org_code, population.indicator, days.period, population.year desc, population.ctid
),

weighed as (
    select
        rates.*,
        days.tree_day,
        editions.weight_name,
        editions.edition,
        editions.weight
    from rates
    inner join days on rates.boundary = days.boundary and rates.period = days.period
    -- where nobody lives there is nothing to weigh with
    inner join editions
        on rates.org_code = editions.org_code and rates.period = editions.period and editions.weight > 0
),

climbed as (
    -- each rate counts for every unit above it up to the next that was surveyed itself, that one included
    select
        weighed.*,
        ancestry.ancestor_code,
        tree.depth,
        max(case when between_them.org_code is not null then tree.depth end) over (
            partition by weighed.boundary, weighed.org_code, {{ cell('weighed') }}, weighed.weight_name
        ) as depth_of_surveyed
    from weighed
    inner join {{ ref('int_ancestry') }} as ancestry
        on weighed.tree_day = ancestry.tree_day
        and weighed.org_code = ancestry.org_code
        and weighed.org_code <> ancestry.ancestor_code
    inner join {{ ref('int_tree') }} as tree
        on ancestry.tree_day = tree.tree_day and ancestry.ancestor_code = tree.org_code
    left join weighed as between_them
        on weighed.boundary = between_them.boundary
        and ancestry.ancestor_code = between_them.org_code
        and weighed.weight_name = between_them.weight_name
        and {{ same_cell('weighed', 'between_them') }}
),

averaged as (
    select
        ancestor_code as org_code,
        {{ cell() }},
        boundary,
        weight_name,
        string_agg(distinct edition, '; ' order by edition) as weight_edition,
        count(*) as piece_count,
        sum(weight) as weight,
        {{ round6('sum(rate * weight)', 'sum(weight)') }} as estimate,
        case when count(lower) = count(*) then {{ floor6('sum(lower * weight)', 'sum(weight)') }} end as lower,
        case when count(upper) = count(*) then {{ ceil6('sum(upper * weight)', 'sum(weight)') }} end as upper
    from climbed
    where depth >= coalesce(depth_of_surveyed, -1)
    group by ancestor_code, {{ cell() }}, boundary, weight_name
),

surveyed as (
    select distinct on (averaged.org_code, {{ cell('averaged') }}, averaged.boundary)
        averaged.org_code,
        {{ cell('averaged') }},
        averaged.boundary,
        'population_weighted' as method_of_estimate,
        '推算：按已调查地区的人口加权平均' as label_zh,
        averaged.estimate,
        averaged.lower,
        averaged.upper,
        case when whole.weight > 0 then least(1, {{ round6('averaged.weight', 'whole.weight') }}) end as coverage,
        averaged.weight_name,
        averaged.weight_edition,
        averaged.piece_count,
        null::date as actual_until,
        null::numeric as plan_share
    from averaged
    left join editions as whole
        on averaged.org_code = whole.org_code
        and averaged.period = whole.period
        and averaged.weight_name = whole.weight_name
    order by
        averaged.org_code, {{ cell('averaged') }}, averaged.boundary,
        averaged.piece_count desc, averaged.weight_name
),

mixed_years as (
    select
        org_code,
        {{ cell() }},
        'period' as boundary,
        'actual_and_plan' as method_of_estimate,
        '推算：实际数加计划数的全年预计' as label_zh,
        estimate,
        lower,
        upper,
        coverage,
        null as weight_name,
        null as weight_edition,
        piece_count,
        actual_until,
        plan_share
    from {{ ref('int_estimate_years') }}
),

estimates as (
    select * from ratios
    union all
    select * from surveyed
    union all
    select * from mixed_years
)

select
    estimates.org_code::varchar(12) as org_code,
    estimates.indicator::varchar(64) as indicator,
    estimates.period::varchar(7) as period,
    estimates.audience::varchar(32) as audience,
    estimates.grade::varchar(32) as grade,
    estimates.department::varchar(32) as department,
    estimates.kind::varchar(32) as kind,
    estimates.boundary::varchar(6) as boundary,
    estimates.method_of_estimate::varchar(20) as method_of_estimate,
    estimates.label_zh::varchar(40) as label_zh,
    estimates.estimate::numeric(38, 12) as estimate,
    estimates.lower::numeric(38, 12) as lower,
    estimates.upper::numeric(38, 12) as upper,
    estimates.coverage::numeric(7, 6) as coverage,
    estimates.piece_count::integer as piece_count,
    estimates.weight_name::varchar(64) as weight_name,
    estimates.weight_edition::varchar(200) as weight_edition,
    estimates.actual_until::date as actual_until,
    estimates.plan_share::numeric(7, 6) as plan_share,
    coalesce(rates.rate, totals.total)::numeric(38, 12) as published_value,
    coalesce(rates.method, totals.method)::varchar(8) as published_method
from estimates
left join {{ ref('totals') }} as totals
    on estimates.org_code = totals.org_code
    and {{ same_cell('estimates', 'totals') }}
    and estimates.boundary = totals.boundary
left join rates
    on estimates.org_code = rates.org_code
    and {{ same_cell('estimates', 'rates') }}
    and estimates.boundary = rates.boundary
