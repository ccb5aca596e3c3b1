{#- relation: sign, what is stated, and the parts or the limit that it is held against -#}
{%- set relations = {
    'budget_parts': ('=', 'dept_budget_total', ['dept_budget_initial', 'dept_budget_added', 'dept_carryover_prev']),
    'expense_parts': ('=', 'dept_expense_total', ['dept_expense_basic', 'dept_expense_project']),
    'execution': ('<=', 'dept_expense_total', ['dept_budget_total']),
    'use': ('<=', 'fund_used_total', ['fund_raised_total']),
} -%}
-- What an office's accounts say of themselves, own annual figures: a budget against its parts, final
-- expenditure against its parts and against the budget, funds used against funds raised.
-- On intervals: holds, fails or cannot be told. What is missing is at least zero.
-- Tolerance: each figure was rounded at its last printed digit (accounts in 万元 print two decimals), so a
-- sum may be off by half a digit for every figure in it, and by one digit (100 yuan) in any case, for the
-- tables are kept in 万元 even where a form asks for yuan.
with

terms as (
    select *
    from (
        values
        {%- for relation, (sign, stated, parts) in relations.items() %}
        ('{{ relation }}', '{{ sign }}', 'stated', '{{ stated }}', {{ parts | length }}),
        {%- for part in parts %}
        ('{{ relation }}', '{{ sign }}', 'part', '{{ part }}', {{ parts | length }}){{ ',' if not loop.last }}
        {%- endfor %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    ) as listed (relation, sign, role, indicator, part_count)
),

figures as (
    -- a cumulative figure up to 31 December is the year's
    select distinct on (assertions.org_code, assertions.period, assertions.indicator)
        assertions.org_code,
        assertions.period,
        assertions.indicator,
        assertions.submission_id,
        observations.source_ref,
        coalesce(assertions.value, 0) as value,
        case when assertions.state = 'not_applicable' then 0 else assertions.lower end as lower,
        case when assertions.state = 'not_applicable' then 0 else assertions.upper end as upper,
        case observations.unit_printed
            when '万元' then 50
            when '亿元' then 5000
            else 0.5
        end as half_digit
    from {{ ref('int_assertions') }} as assertions
    inner join {{ source('raw', 'observations') }} as observations
        on assertions.observation_id = observations.observation_id
    where
        assertions.scope = 'own'
        and assertions.period_type = 'annual'
        {%- for dimension in dimensions() %}
        and assertions.{{ dimension }} = 'total'
        {%- endfor %}
        and assertions.indicator in (select terms.indicator from terms)
    order by assertions.org_code, assertions.period, assertions.indicator, assertions.basis
),

sides as (
    select
        terms.relation,
        terms.sign,
        figures.org_code,
        figures.period,
        {% for part in ['value', 'lower', 'upper'] -%}
        sum(figures.{{ part }}) filter (where terms.role = 'stated') as stated_{{ part }},
        sum(figures.{{ part }}) filter (where terms.role = 'part') as parts_{{ part }},
        {% endfor -%}
        bool_or(terms.role = 'stated') as is_stated,
        bool_or(terms.role = 'part' and figures.lower is null) as has_open_lower,
        bool_or(terms.role = 'part' and figures.upper is null) as has_open_upper,
        count(*) filter (where terms.role = 'part') as parts_in,
        min(terms.part_count) as parts_asked,
        greatest(100, sum(figures.half_digit)) as tolerance_yuan,
        max(figures.submission_id) filter (where terms.role = 'stated') as submission_id,
        max(figures.source_ref) filter (where terms.role = 'stated') as source_ref
    from terms
    inner join figures on terms.indicator = figures.indicator
    group by terms.relation, terms.sign, figures.org_code, figures.period
),

gaps as (
    select
        *,
        stated_value - parts_value as gap_value,
        case
            when parts_in = parts_asked and not has_open_upper then stated_lower - parts_upper
        end as gap_lower,
        -- money is not negative: a missing part, or one whose lower end is open, is at least zero
        stated_upper - coalesce(parts_lower, 0) as gap_upper
    from sides
    where is_stated and parts_in > 0
)

select
    org_code,
    period,
    relation,
    stated_value,
    parts_value,
    parts_in,
    parts_asked,
    gap_value,
    gap_lower,
    gap_upper,
    tolerance_yuan,
    case
        when gap_lower > tolerance_yuan then 'fails'
        when sign = '=' and gap_upper < -tolerance_yuan then 'fails'
        when gap_upper <= tolerance_yuan and (sign = '<=' or gap_lower >= -tolerance_yuan) then 'holds'
        else 'cannot_tell'
    end as verdict,
    submission_id,
    source_ref
from gaps
