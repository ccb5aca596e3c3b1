-- Every period that can stand in a mart.
with

periods as (
    select
        *,
        period_year || '年' || case period_type
            when 'half_year' then case right(period, 1) when '1' then '上半年' else '下半年' end
            when 'quarterly' then '第' || substr('一二三四', right(period, 1)::integer, 1) || '季度'
            when 'monthly' then right(period, 2)::integer || '月'
            else ''
        end as label_zh,
        case period_type
            when 'half_year' then right(period, 2) || ' ' || period_year
            when 'quarterly' then right(period, 2) || ' ' || period_year
            when 'monthly' then to_char(first_day, 'FMMonth YYYY')
            else period
        end as label_en
    from {{ ref('stg_periods') }}
),

above as (
    -- a month lies in a quarter, that in a half, that in a year
    select
        parts.period,
        string_agg(wholes.period, '/' order by wholes.first_day, wholes.last_day desc) as path,
        string_agg(wholes.label_zh, '/' order by wholes.first_day, wholes.last_day desc) as path_zh
    from periods as parts
    inner join periods as wholes
        on parts.period_year = wholes.period_year
        and parts.first_day >= wholes.first_day
        and parts.last_day <= wholes.last_day
    group by parts.period
)

select
    periods.period::varchar(7) as period,
    periods.period_type::varchar(12) as period_type,
    periods.label_zh::varchar(16) as label_zh,
    periods.label_en::varchar(16) as label_en,
    periods.period_year::integer as year,
    make_date(periods.period_year, 1, 1)::date as year_date,
    periods.first_day::date as first_day,
    (periods.last_day + 1)::date as next_day,
    row_number() over (order by periods.first_day, periods.last_day desc)::integer as sort_order,
    case periods.period_type
        when 'annual' then '年' when 'half_year' then '半年' when 'quarterly' then '季' else '月'
    end::varchar(4) as period_type_zh,
    case periods.period_type
        when 'annual' then 'Year' when 'half_year' then 'Half-year' when 'quarterly' then 'Quarter' else 'Month'
    end::varchar(12) as period_type_en,
    periods.first_day::date as valid_from,
    (periods.last_day + 1)::date as valid_to,
    above.path::varchar(40) as path,
    above.path_zh::varchar(60) as path_zh
from periods
inner join above on periods.period = above.period
