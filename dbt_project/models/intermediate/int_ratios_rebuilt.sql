-- Ratios rebuilt at every node where all their parts are there: six decimals, half up, ends outward,
-- never over a denominator that may be zero.
with

terms as (
    select terms.*, indicators.ratio_factor
    from {{ ref('int_ratio_terms') }} as terms
    inner join {{ ref('stg_indicators') }} as indicators on terms.ratio = indicators.indicator
    inner join {{ ref('stg_indicator_period_types') }} as types
        on terms.ratio = types.indicator and terms.period_type = types.period_type
    inner join {{ ref('indicator_crossings') }} as crossings
        on terms.ratio = crossings.indicator and crossings.crossing = {{ crossing('terms') }}
),

gathered as (
    -- a part that is not applicable adds nothing; one numerator and the denominator must be numbers
    select
        boundary,
        org_code,
        ratio as indicator,
        period,
        audience,
        grade,
        department,
        kind,
        {%- for side in ['numerator', 'denominator'] %}
        sum(total) filter (where side = '{{ side }}') as {{ side }},
        case
            when not bool_or(side = '{{ side }}' and total is not null and lower is null)
                then sum(lower) filter (where side = '{{ side }}')
        end as {{ side }}_lower,
        case
            when not bool_or(side = '{{ side }}' and total is not null and upper is null)
                then sum(upper) filter (where side = '{{ side }}')
        end as {{ side }}_upper,
        {%- endfor %}
        min(ratio_factor) as factor,
        min(completeness) as completeness
    from terms
    group by boundary, org_code, ratio, period, audience, grade, department, kind, part_count
    having count(*) = part_count
)

select
    boundary,
    org_code,
    {{ cell() }},
    {{ round6('numerator * factor', 'denominator') }} as total,
    case
        when numerator_lower >= 0 then {{ floor6('numerator_lower * factor', 'denominator_upper') }}
        else {{ floor6('numerator_lower * factor', 'denominator_lower') }}
    end as lower,
    case
        when numerator_upper >= 0 then {{ ceil6('numerator_upper * factor', 'denominator_lower') }}
        else {{ ceil6('numerator_upper * factor', 'denominator_upper') }}
    end as upper,
    completeness
from gathered
where denominator_lower > 0 and numerator is not null
