-- Science literacy, one row per unit and year. The surveyed rate stands where it was surveyed.
{%- set figures = [
    ('events_count', 'act_total'),
    ('participants_count', 'act_participants'),
    ('lectures_count', 'lecture_count'),
    ('lecture_participants_count', 'lecture_participants'),
    ('trainings_count', 'training_sessions'),
    ('training_participants_count', 'training_participants'),
    ('bases_count', 'base_total'),
    ('base_visitors_count', 'base_visitors'),
    ('volunteers_count', 'volunteer_registered'),
    ('materials_count', 'material_distributed'),
] %}
with

reported as (
    {{ wide_figures(figures) }}
),

surveyed as (
    select distinct on (area_code, year)
        area_code as org_code,
        year::text as period,
        value_pct as literacy_rate_pct
    from {{ ref('literacy_rates') }}
    where value_kind = 'observed' and population_group = 'all'
    order by area_code, year, source
),

rows_of_the_mart as (
    select org_code, period from reported
    union
    select surveyed.org_code, surveyed.period
    from surveyed
    inner join {{ ref('stg_org_units') }} as units on surveyed.org_code = units.org_code
)

select
    {{ wide_keys('keys') }},
    {{ wide_columns('reported', figures) }},
    surveyed.literacy_rate_pct::numeric(5, 2) as literacy_rate_pct,
    population.value::integer as resident_population
from rows_of_the_mart as keys
inner join {{ ref('dim_org_unit') }} as units on keys.org_code = units.org_code
left join reported on keys.org_code = reported.org_code and keys.period = reported.period
left join surveyed on keys.org_code = surveyed.org_code and keys.period = surveyed.period
left join {{ ref('int_population') }} as population
    on keys.org_code = population.org_code
    and population.indicator = 'resident_population'
    and keys.period::integer = population.period_year
