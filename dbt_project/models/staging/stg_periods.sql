{{ config(materialized='table', post_hook='analyze {{ this }}') }}
-- Every period a report can speak of: years, halves, quarters and months from 2000 to 2049.
with

months as (
    select generate_series(date '2000-01-01', date '2049-12-01', interval '1 month')::date as first_day
),

periods as (
    select
        to_char(first_day, 'YYYY-MM') as period,
        'monthly' as period_type,
        first_day,
        (first_day + interval '1 month - 1 day')::date as last_day
    from months

    union all

    select
        to_char(first_day, 'YYYY-"Q"Q') as period,
        'quarterly' as period_type,
        first_day,
        (first_day + interval '3 months - 1 day')::date as last_day
    from months
    where extract(month from first_day) in (1, 4, 7, 10)

    union all

    select
        to_char(first_day, 'YYYY') || case extract(month from first_day) when 1 then '-H1' else '-H2' end as period,
        'half_year' as period_type,
        first_day,
        (first_day + interval '6 months - 1 day')::date as last_day
    from months
    where extract(month from first_day) in (1, 7)

    union all

    select
        to_char(first_day, 'YYYY') as period,
        'annual' as period_type,
        first_day,
        (first_day + interval '1 year - 1 day')::date as last_day
    from months
    where extract(month from first_day) = 1
)

select
    period,
    period_type,
    first_day,
    last_day,
    extract(year from first_day)::integer as period_year,
    (extract(year from first_day)::integer - 1) || substr(period, 5) as year_before
from periods
