-- The lines of a figure add up to it, and so do their ends where all of them are closed; a ratio is the
-- quotient of its terms. A figure without a number has none in its lines.
with

figures as (
    select
        org_code,
        {{ cell() }},
        boundary,
        scope,
        basis,
        is_adjusted,
        step in ('numerator', 'denominator') as is_ratio,
        min(value) as value,
        min(lower) as lower,
        min(upper) as upper,
        sum(amount) as amount,
        case when bool_and(amount_lower is not null or state <> 'value') then sum(amount_lower) end as amount_lower,
        case when bool_and(amount_upper is not null or state <> 'value') then sum(amount_upper) end as amount_upper,
        sum(amount) filter (where step = 'numerator') as numerator,
        sum(amount) filter (where step = 'denominator') as denominator,
        count(distinct value) as values_found
    from {{ ref('trace') }}
    group by org_code, {{ cell() }}, boundary, scope, basis, is_adjusted, step in ('numerator', 'denominator')
)

select * from figures
where
    values_found > 1
    or case
        when is_ratio then value is distinct from {{ round6('numerator', 'denominator') }}
        else
            value is distinct from amount
            or (lower is not null and lower <> amount_lower)
            or (upper is not null and upper <> amount_upper)
    end
