-- Funding, one row per unit and year. Figures of totals stand before elimination of what levels granted
-- one another; grants at and below the unit are shown before and after it.
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
    ('department_initial_budget_yuan', 'dept_budget_initial'),
    ('department_added_budget_yuan', 'dept_budget_added'),
    ('department_carried_over_yuan', 'dept_carryover_prev'),
    ('department_budget_yuan', 'dept_budget_total'),
    ('department_revenue_yuan', 'dept_revenue_final'),
    ('department_expense_yuan', 'dept_expense_total'),
    ('department_basic_expense_yuan', 'dept_expense_basic'),
    ('department_project_expense_yuan', 'dept_expense_project'),
    ('execution_pct', 'dept_budget_execution_rate'),
] %}
with

reported as (
    {{ wide_figures(figures) }}
),

populations as (
    select served.*, published.year as edition_year
    from {{ ref('int_population') }} as served
    inner join {{ ref('population') }} as published
        on served.org_code = published.org_code
        and served.indicator = published.indicator
        and served.edition = published.edition
        and published.is_used
    where served.indicator = 'resident_population'
),

population_of_year as (
    select distinct on (org_code, period_year) *
    from populations
    where edition_year <= period_year
    order by org_code asc, period_year asc, edition_year desc
),

consolidated as (
    select
        org_code,
        year,
        max(before_yuan) filter (where item = 'subsidies_received') as subsidies_received_before_yuan,
        max(unmatched_yuan) filter (where item = 'subsidies_received') as subsidies_received_unmatched_yuan,
        max(after_yuan) filter (where item = 'subsidies_received') as subsidies_received_after_yuan,
        max(after_lower) filter (where item = 'subsidies_received') as subsidies_received_after_lower,
        max(after_upper) filter (where item = 'subsidies_received') as subsidies_received_after_upper,
        max(completeness) filter (where item = 'subsidies_received') as subsidies_received_completeness,
        max(before_yuan) filter (where item = 'subsidies_granted') as subsidies_granted_before_yuan,
        max(unmatched_yuan) filter (where item = 'subsidies_granted') as subsidies_granted_unmatched_yuan,
        max(after_yuan) filter (where item = 'subsidies_granted') as subsidies_granted_after_yuan,
        max(after_lower) filter (where item = 'subsidies_granted') as subsidies_granted_after_lower,
        max(after_upper) filter (where item = 'subsidies_granted') as subsidies_granted_after_upper,
        max(completeness) filter (where item = 'subsidies_granted') as subsidies_granted_completeness
    from {{ ref('funding_consolidated') }}
    group by org_code, year
),

residents as (
    select
        org_code,
        year,
        max(per_resident_yuan) filter (where item = 'raised') as raised_per_resident_yuan,
        max(per_resident_yuan_lower) filter (where item = 'raised') as raised_per_resident_yuan_lower,
        max(per_resident_yuan_upper) filter (where item = 'raised') as raised_per_resident_yuan_upper,
        max(per_resident_yuan) filter (where item = 'earmarked') as earmarked_per_resident_yuan,
        max(per_resident_yuan_lower) filter (where item = 'earmarked') as earmarked_per_resident_yuan_lower,
        max(per_resident_yuan_upper) filter (where item = 'earmarked') as earmarked_per_resident_yuan_upper,
        max(per_resident_yuan) filter (where item = 'used') as used_per_resident_yuan,
        max(per_resident_yuan_lower) filter (where item = 'used') as used_per_resident_yuan_lower,
        max(per_resident_yuan_upper) filter (where item = 'used') as used_per_resident_yuan_upper
    from {{ ref('funding_per_resident') }}
    group by org_code, year
),

accounts as (
    select
        org_code,
        year,
        max(gap_yuan) filter (where relation = 'budget_parts') as budget_parts_gap_yuan,
        max(verdict) filter (where relation = 'budget_parts') as budget_parts_verdict,
        max(gap_yuan) filter (where relation = 'expense_parts') as expense_parts_gap_yuan,
        max(verdict) filter (where relation = 'expense_parts') as expense_parts_verdict
    from {{ ref('funding_accounts') }}
    group by org_code, year
)

select
    {{ wide_keys('reported') }},
    {{ wide_columns('reported', figures) }},
    consolidated.subsidies_received_before_yuan::numeric(38, 2) as subsidies_received_before_elimination_yuan,
    consolidated.subsidies_received_after_yuan::numeric(38, 2) as subsidies_received_after_elimination_yuan,
    consolidated.subsidies_received_after_lower::numeric(38, 2) as subsidies_received_after_elimination_yuan_lower,
    consolidated.subsidies_received_after_upper::numeric(38, 2) as subsidies_received_after_elimination_yuan_upper,
    consolidated.subsidies_received_unmatched_yuan::numeric(38, 2) as subsidies_received_unmatched_yuan,
    consolidated.subsidies_received_completeness::numeric(7, 6) as subsidies_received_elimination_completeness,
    consolidated.subsidies_granted_before_yuan::numeric(38, 2) as subsidies_granted_before_elimination_yuan,
    consolidated.subsidies_granted_after_yuan::numeric(38, 2) as subsidies_granted_after_elimination_yuan,
    consolidated.subsidies_granted_after_lower::numeric(38, 2) as subsidies_granted_after_elimination_yuan_lower,
    consolidated.subsidies_granted_after_upper::numeric(38, 2) as subsidies_granted_after_elimination_yuan_upper,
    consolidated.subsidies_granted_unmatched_yuan::numeric(38, 2) as subsidies_granted_unmatched_yuan,
    consolidated.subsidies_granted_completeness::numeric(7, 6) as subsidies_granted_elimination_completeness,
    round(residents.raised_per_resident_yuan, 2)::numeric(38, 2) as raised_per_resident_yuan,
    round(residents.raised_per_resident_yuan_lower, 2)::numeric(38, 2) as raised_per_resident_yuan_lower,
    round(residents.raised_per_resident_yuan_upper, 2)::numeric(38, 2) as raised_per_resident_yuan_upper,
    round(residents.earmarked_per_resident_yuan, 2)::numeric(38, 2) as earmarked_per_resident_yuan,
    round(residents.earmarked_per_resident_yuan_lower, 2)::numeric(38, 2) as earmarked_per_resident_yuan_lower,
    round(residents.earmarked_per_resident_yuan_upper, 2)::numeric(38, 2) as earmarked_per_resident_yuan_upper,
    round(residents.used_per_resident_yuan, 2)::numeric(38, 2) as used_per_resident_yuan,
    round(residents.used_per_resident_yuan_lower, 2)::numeric(38, 2) as used_per_resident_yuan_lower,
    round(residents.used_per_resident_yuan_upper, 2)::numeric(38, 2) as used_per_resident_yuan_upper,
    accounts.budget_parts_gap_yuan::numeric(38, 2) as department_budget_gap_yuan,
    accounts.budget_parts_verdict::varchar(12) as department_budget_verdict,
    accounts.expense_parts_gap_yuan::numeric(38, 2) as department_expense_gap_yuan,
    accounts.expense_parts_verdict::varchar(12) as department_expense_verdict,
    population.value::integer as resident_population,
    population.edition::varchar(60) as population_edition,
    population.edition_year::integer as population_year
from reported
inner join {{ ref('dim_org_unit') }} as units on reported.org_code = units.org_code
left join population_of_year as population
    on reported.org_code = population.org_code
    and reported.period::integer = population.period_year
left join consolidated
    on reported.org_code = consolidated.org_code
    and reported.period::integer = consolidated.year
left join residents
    on reported.org_code = residents.org_code
    and reported.period::integer = residents.year
left join accounts
    on reported.org_code = accounts.org_code
    and reported.period::integer = accounts.year
