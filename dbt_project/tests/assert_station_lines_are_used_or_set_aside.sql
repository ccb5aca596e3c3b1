-- Rows in are rows used plus rows set aside: a line that a join drops would be a station nobody counts,
-- and one that a join doubles would be counted twice.
with

counted as (
    select
        (select count(*) from {{ ref('stg_stations') }}) as rows_in,
        (select count(*) from {{ ref('int_station_lines') }} where set_aside is not null) as set_aside,
        (select coalesce(sum(lines_count), 0) from {{ ref('workstation_register') }}) as used
)

select *
from counted
where rows_in <> set_aside + used
