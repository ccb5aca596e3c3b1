-- Funds per resident, rebuilt at every unit from its total and a population that is named: six decimals,
-- ends outward. Where a part is missing there is a reason in place of a figure.
with

items as (
    select *
    from (
        values
        ('raised', 'fund_raised_total'),
        ('earmarked', 'fund_gov_special'),
        ('budget', 'fund_budget_fiscal'),
        ('used', 'fund_used_total')
    ) as listed (item, indicator)
),

figures as (
    select
        totals.org_code,
        -- not out of the period's name: it would also be read of months, if the plan is to filter later
        periods.period_year as year,
        items.item,
        totals.total,
        totals.lower,
        totals.upper,
        totals.method,
        totals.completeness
    from {{ ref('totals') }} as totals
    inner join {{ ref('stg_periods') }} as periods
        on totals.period = periods.period and periods.period_type = 'annual'
    inner join items on totals.indicator = items.indicator
    where
        totals.boundary = 'period'
        {%- for dimension in dimensions() %}
        and totals.{{ dimension }} = 'total'
        {%- endfor %}
),

populations as (
    select
        served.org_code,
        served.period_year,
        served.value,
        served.edition,
        published.year as edition_year
    from {{ ref('int_population') }} as served
    inner join {{ ref('population') }} as published
        on served.org_code = published.org_code
        and served.indicator = published.indicator
        and served.edition = published.edition
        and served.value = published.value
        and published.is_used
    where served.indicator = 'resident_population'
),

latest as (
    -- one edition may serve in several years; the last up to the year is the one that counts
    select distinct on (org_code, period_year) *
    from populations
    where edition_year <= period_year
    order by org_code asc, period_year asc, edition_year desc
),

with_reason as (
    select
        figures.*,
        latest.value as residents,
        latest.edition,
        latest.edition_year,
        case
            when figures.total is null then 'no_figure'
            when latest.value is null then 'no_population'
            when latest.value <= 0 then 'no_residents'
            when figures.method = 'assumed' then 'scope_unknown'
            when figures.method = 'partial' then 'incomplete'
        end as reason
    from figures
    left join latest
        on figures.org_code = latest.org_code and figures.year = latest.period_year
)

select
    org_code::varchar(12) as org_code,
    year::integer as year,
    item::varchar(12) as item,
    total::numeric(38, 12) as amount_yuan,
    residents::integer as resident_population,
    edition::varchar(60) as population_edition,
    edition_year::integer as population_year,
    case when reason is null then {{ round6('total', 'residents') }} end::numeric(38, 6) as per_resident_yuan,
    case when reason is null then {{ floor6('lower', 'residents') }} end::numeric(38, 6) as per_resident_yuan_lower,
    case when reason is null then {{ ceil6('upper', 'residents') }} end::numeric(38, 6) as per_resident_yuan_upper,
    reason::varchar(16) as reason,
    case reason
        when 'no_figure' then '没有公布值'
        when 'no_population' then '没有常住人口数'
        when 'no_residents' then '常住人口为零'
        when 'scope_unknown' then '金额口径不明'
        when 'incomplete' then '下级未报齐'
    end::varchar(24) as reason_zh,
    completeness::numeric(7, 6) as completeness
from with_reason
