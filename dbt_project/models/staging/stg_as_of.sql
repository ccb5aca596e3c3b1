-- The night's day, without a clock: the last thing that happened, and its date in China.
select
    max(at) as as_of,
    (max(at) at time zone 'Asia/Shanghai')::date as as_of_day
from {{ source('raw', 'events') }}
