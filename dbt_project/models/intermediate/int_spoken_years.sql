-- Of which indicators anything was ever said in which year.
select distinct
    mentions.indicator,
    periods.period_year
from {{ ref('int_mentions') }} as mentions
inner join {{ ref('stg_periods') }} as periods on mentions.period = periods.period
where mentions.indicator is not null
