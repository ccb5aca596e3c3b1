-- The days whose tree matters: the last days of the periods spoken of, and of the longer periods that
-- are built from them.
with

spoken as (
    select distinct periods.first_day, periods.last_day, mentions.is_cumulative
    from {{ ref('int_mentions') }} as mentions
    inner join {{ ref('stg_periods') }} as periods on mentions.period = periods.period
)

select longer.last_day
from spoken
inner join {{ ref('stg_periods') }} as longer
    on spoken.first_day >= longer.first_day and spoken.last_day <= longer.last_day

union

-- and the days on which the differences of cumulative figures begin
select ending.first_day - 1
from spoken
inner join {{ ref('stg_periods') }} as ending on spoken.last_day = ending.last_day
where spoken.is_cumulative and extract(doy from ending.first_day) > 1
