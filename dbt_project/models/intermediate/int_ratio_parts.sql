-- Which cells a ratio is rebuilt from, a row per part, in the catalogue's terms.
with

named as (
    select indicator as ratio, ratio_factor, 'numerator' as side, trim(code) as code
    from {{ ref('stg_indicators') }}
    cross join lateral string_to_table(numerator, '+') as code
    where behaviour = 'ratio'

    union all

    select indicator, ratio_factor, 'denominator', trim(code)
    from {{ ref('stg_indicators') }}
    cross join lateral string_to_table(denominator, '+') as code
    where behaviour = 'ratio'
)

select
    named.ratio,
    named.ratio_factor,
    named.side,
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
