-- Pairs of stations that may be one, with the reason. They are listed and never merged. Two that
-- followed each other (one had left before the other was approved) are no pair.
with

stations as (
    select * from {{ ref('int_stations') }}
),

generic as (
    -- a type is no name
    select {{ comparable_name('label_zh') }} as name_key
    from {{ ref('breakdown_members') }}
    where dimension = 'kind' and classification = 'station_type'
),

of_one_code as (
    select
        one.station_id,
        other.station_id as other_station_id,
        case
            when one.unverified_reason is not null or other.unverified_reason is not null then 'same_code_unverified'
            when one.type <> other.type then 'same_code_other_type'
            else 'same_code_other_grade'
        end as reason
    from stations as one
    inner join stations as other on one.credit_code = other.credit_code and one.station_id < other.station_id
),

of_one_host as (
    select
        one.station_id,
        other.station_id as other_station_id,
        'same_host_other_code' as reason
    from stations as one
    inner join stations as other on one.host_key = other.host_key and one.station_id < other.station_id
    where coalesce(one.credit_code <> other.credit_code, true)
),

of_one_name as (
    select
        one.station_id,
        other.station_id as other_station_id,
        'same_name_in_city' as reason
    from stations as one
    inner join stations as other
        on one.name_key = other.name_key and one.city_code = other.city_code and one.station_id < other.station_id
    where
        coalesce(one.credit_code <> other.credit_code, true)
        and one.name_key not in (select generic.name_key from generic)
),

pairs as (
    select * from of_one_code
    union all
    select * from of_one_host
    union all
    select * from of_one_name
)

select
    pairs.station_id,
    pairs.other_station_id,
    pairs.reason
from pairs
inner join stations as one on pairs.station_id = one.station_id
inner join stations as other on pairs.other_station_id = other.station_id
where
    coalesce(one.exited_on > other.approved_on, true)
    and coalesce(other.exited_on > one.approved_on, true)
