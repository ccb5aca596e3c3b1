-- Funds per resident are rebuilt twice, as indicators and for the list of all items: both must agree to
-- the sixth decimal, ends included, wherever both exist, and exist together.
with

ratios as (
    select
        org_code,
        left(period, 4)::integer as year,
        case indicator when 'fund_per_capita' then 'budget' else 'earmarked' end as item,
        total,
        lower,
        upper
    from {{ ref('totals') }}
    where
        indicator in ('fund_per_capita', 'fund_special_per_capita')
        and boundary = 'period'
        and length(period) = 4
        and method = 'computed'
),

rebuilt as (
    select * from {{ ref('funding_per_resident') }}
    where item in ('budget', 'earmarked') and reason is null
)

select
    coalesce(ratios.org_code, rebuilt.org_code) as org_code,
    coalesce(ratios.year, rebuilt.year) as year,
    ratios.total,
    rebuilt.per_resident_yuan
from ratios
full outer join rebuilt
    on ratios.org_code = rebuilt.org_code
    and ratios.year = rebuilt.year
    and ratios.item = rebuilt.item
where
    (ratios.total, ratios.lower, ratios.upper)
    is distinct from (rebuilt.per_resident_yuan, rebuilt.per_resident_yuan_lower, rebuilt.per_resident_yuan_upper)
