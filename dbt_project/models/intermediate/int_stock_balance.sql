-- Opening + increase - decrease = closing, on intervals and on the latest boundary, for every stock of
-- stock_flows and every cell in which its closing figure stands. A term that is not reported adds nothing
-- and leaves its end open. Where no opening is reported, last year's closing stands in for it.
with

terms as (
    select flows.stock, flows.role, flows.indicator, not indicators.may_be_negative as starts_at_zero
    from {{ ref('stock_flows') }} as flows
    inner join {{ ref('stg_indicators') }} as indicators on flows.indicator = indicators.indicator
),

figures as (
    select
        org_code, indicator, left(period, 4)::integer as year, {{ dimensions() | join(', ') }}, total, lower, upper
    from {{ ref('int_rollup') }}
    where
        boundary = 'latest'
        and length(period) = 4
        and total is not null
        and indicator in (
            select terms.stock from terms
            union
            select terms.indicator from terms
        )
),

closings as (
    select figures.indicator as stock, figures.*
    from figures
    where figures.indicator in (select terms.stock from terms)
),

each_term as (
    select
        closings.org_code,
        closings.stock,
        closings.year,
        closings.audience,
        closings.grade,
        closings.department,
        closings.kind,
        terms.role,
        terms.indicator,
        figures.total,
        case when figures.total is not null then figures.lower when terms.starts_at_zero then 0 end as lower,
        figures.upper
    from closings
    inner join terms on closings.stock = terms.stock
    left join figures
        on terms.indicator = figures.indicator
        and closings.org_code = figures.org_code
        and closings.year = figures.year
        and {{ same_breakdown('closings', 'figures') }}
),

together as (
    -- a sum has an end only if every term has it
    select
        org_code,
        stock,
        year,
        {{ dimensions() | join(', ') }},
        {% for role in ['opening', 'increase', 'decrease'] -%}
        sum(total) filter (where role = '{{ role }}') as {{ role }},
        case when count(*) filter (where role = '{{ role }}' and lower is null) = 0
                then sum(lower) filter (where role = '{{ role }}')
        end as {{ role }}_lower,
        case when count(*) filter (where role = '{{ role }}' and upper is null) = 0
                then sum(upper) filter (where role = '{{ role }}')
        end as {{ role }}_upper,
        {% endfor -%}
        string_agg(indicator, '|' order by indicator) filter (where total is null and role <> 'opening') as missing_terms
    from each_term
    group by org_code, stock, year, {{ dimensions() | join(', ') }}
),

with_opening as (
    select
        together.org_code,
        together.stock,
        together.year,
        together.audience,
        together.grade,
        together.department,
        together.kind,
        closings.total as closing,
        closings.lower as closing_lower,
        closings.upper as closing_upper,
        before.total as last_closing,
        before.lower as last_closing_lower,
        before.upper as last_closing_upper,
        together.opening as reported_opening,
        case when together.opening is not null then together.opening_lower end as reported_opening_lower,
        case when together.opening is not null then together.opening_upper end as reported_opening_upper,
        together.increase,
        together.increase_lower,
        together.increase_upper,
        together.decrease,
        together.decrease_lower,
        together.decrease_upper,
        together.missing_terms,
        case
            when together.opening is not null then 'reported'
            when before.total is not null then 'last_closing'
        end as opening_source
    from together
    inner join closings
        on together.org_code = closings.org_code
        and together.stock = closings.stock
        and together.year = closings.year
        and {{ same_breakdown('together', 'closings') }}
    left join closings as before
        on together.org_code = before.org_code
        and together.stock = before.stock
        and together.year = before.year + 1
        and {{ same_breakdown('together', 'before') }}
),

expected as (
    select
        *,
        case opening_source when 'reported' then reported_opening when 'last_closing' then last_closing end as opening,
        case opening_source when 'reported' then reported_opening_lower when 'last_closing' then last_closing_lower end
            as opening_lower,
        case opening_source when 'reported' then reported_opening_upper when 'last_closing' then last_closing_upper end
            as opening_upper,
        -- derived: what the opening must have been
        closing - increase + decrease as implied_opening,
        case when coalesce(increase, decrease) is not null then closing_lower - increase_upper + decrease_lower end
            as implied_opening_lower,
        case when coalesce(increase, decrease) is not null then closing_upper - increase_lower + decrease_upper end
            as implied_opening_upper
    from with_opening
    where coalesce(reported_opening, last_closing, increase, decrease) is not null
),

gaps as (
    select
        *,
        opening + increase - decrease as expected_closing,
        opening_lower + increase_lower - decrease_upper as expected_closing_lower,
        opening_upper + increase_upper - decrease_lower as expected_closing_upper,
        closing_lower - (opening_upper + increase_upper - decrease_lower) as gap_lower,
        closing_upper - (opening_lower + increase_lower - decrease_upper) as gap_upper,
        reported_opening_lower - last_closing_upper as opening_gap_lower,
        reported_opening_upper - last_closing_lower as opening_gap_upper
    from expected
)

select
    *,
    {{ gap_verdict('gap_lower', 'gap_upper') }} as verdict,
    case
        when reported_opening is not null and last_closing is not null
            then {{ gap_verdict('opening_gap_lower', 'opening_gap_upper') }}
    end as opening_verdict
from gaps
