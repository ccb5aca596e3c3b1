-- Which cells a ratio is rebuilt from, a row per part, in the catalogue's terms.
with

named as (
    select ratios.indicator as ratio, ratios.ratio_factor, 'numerator' as side, trim(code) as code
    from {{ ref('stg_indicators') }} as ratios
    cross join lateral string_to_table(ratios.numerator, '+') as code
    where ratios.behaviour = 'ratio'

    union all

    select ratios.indicator, ratios.ratio_factor, 'denominator', trim(code)
    from {{ ref('stg_indicators') }} as ratios
    cross join lateral string_to_table(ratios.denominator, '+') as code
    where ratios.behaviour = 'ratio'
)

select
    named.ratio,
    named.ratio_factor,
    named.side,
    named.code as part,
    indicators.indicator,
    coalesce(codes.audience, 'total') as audience,
    coalesce(codes.grade, 'total') as grade,
    coalesce(codes.department, 'total') as department,
    coalesce(codes.kind, 'total') as kind,
    indicators.behaviour = 'reference' as is_reference,
    count(*) over (partition by named.ratio) as part_count
from named
left join {{ ref('indicator_codes') }} as codes on named.code = codes.code
inner join {{ ref('stg_indicators') }} as indicators
    on coalesce(codes.indicator, named.code) = indicators.indicator
