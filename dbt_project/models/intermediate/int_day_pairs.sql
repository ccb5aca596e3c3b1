-- From which day to which day figures may be carried: between the days of one year (a day to itself
-- included), and from every day to the latest tree.
with

days as (
    select last_day from {{ ref('int_days') }}
)

select earlier.last_day as from_day, later.last_day as to_day
from days as earlier
inner join days as later
    on earlier.last_day <= later.last_day
    and extract(year from earlier.last_day) = extract(year from later.last_day)

union all

select last_day, date '9999-12-31'
from days
