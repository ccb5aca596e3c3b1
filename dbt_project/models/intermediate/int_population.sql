-- The population that serves a unit and year as denominator: the latest edition up to that year.
-- Of two that are to be used for one year the first line holds; the other is a finding.
with

years as (
    select distinct period_year from {{ ref('stg_periods') }}
)

select distinct on (population.org_code, population.indicator, years.period_year)
    population.org_code,
    population.indicator,
    years.period_year,
    population.edition,
    population.value
from {{ ref('population') }} as population
inner join years on population.year <= years.period_year
where population.is_used
order by population.org_code, population.indicator, years.period_year, population.year desc, population.ctid
