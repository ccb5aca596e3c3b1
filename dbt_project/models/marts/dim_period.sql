-- Every period that can stand in a mart.
select
    period::varchar(7) as period,
    period_type::varchar(12) as period_type,
    (
        period_year || '年' || case period_type
            when 'half_year' then case right(period, 1) when '1' then '上半年' else '下半年' end
            when 'quarterly' then '第' || substr('一二三四', right(period, 1)::integer, 1) || '季度'
            when 'monthly' then right(period, 2)::integer || '月'
            else ''
        end
    )::varchar(16) as label_zh,
    period::varchar(16) as label_en,
    period_year::integer as year,
    make_date(period_year, 1, 1)::date as year_date,
    first_day::date as first_day,
    (last_day + 1)::date as next_day,
    row_number() over (order by first_day, last_day desc)::integer as sort_order
from {{ ref('stg_periods') }}
