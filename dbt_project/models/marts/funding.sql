-- Funding, one row per unit and year, before elimination of what levels granted one another.
{%- set figures = [
    ('raised_yuan', 'fund_raised_total'),
    ('government_yuan', 'fund_gov_appropriation'),
    ('earmarked_yuan', 'fund_gov_special'),
    ('donations_yuan', 'fund_donation'),
    ('own_funds_yuan', 'fund_self_raised'),
    ('other_income_yuan', 'fund_other'),
    ('used_yuan', 'fund_used_total'),
    ('budget_yuan', 'fund_budget_fiscal'),
    ('budget_per_resident_yuan', 'fund_per_capita'),
    ('subsidies_received_yuan', 'subsidy_received'),
    ('subsidies_granted_yuan', 'subsidy_granted'),
    ('department_budget_yuan', 'dept_budget_total'),
    ('department_expense_yuan', 'dept_expense_total'),
    ('execution_pct', 'dept_budget_execution_rate'),
] %}
with

reported as (
    {{ wide_figures(figures) }}
)

select
    {{ wide_keys('reported') }},
    {{ wide_columns('reported', figures) }},
    population.value::integer as resident_population
from reported
inner join {{ ref('dim_org_unit') }} as units on reported.org_code = units.org_code
left join {{ ref('int_population') }} as population
    on reported.org_code = population.org_code
    and population.indicator = 'resident_population'
    and reported.period::integer = population.period_year
