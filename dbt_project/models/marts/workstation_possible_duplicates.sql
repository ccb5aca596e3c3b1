-- Stations that may be one, both keys and the reason. Listed for a person to decide, never merged.
select
    pairs.station_id::varchar(84) as station_id,
    pairs.other_station_id::varchar(84) as other_station_id,
    pairs.reason::varchar(24) as reason,
    one.station_name::varchar(200) as station_name,
    other.station_name::varchar(200) as other_station_name,
    one.host_name::varchar(200) as host_name,
    other.host_name::varchar(200) as other_host_name,
    one.org_code::varchar(12) as org_code,
    other.org_code::varchar(12) as other_org_code,
    one.submission_id::varchar(64) as submission_id,
    other.submission_id::varchar(64) as other_submission_id,
    one.source_ref::varchar(200) as source_ref,
    other.source_ref::varchar(200) as other_source_ref
from {{ ref('int_station_duplicates') }} as pairs
inner join {{ ref('int_stations') }} as one on pairs.station_id = one.station_id
inner join {{ ref('int_stations') }} as other on pairs.other_station_id = other.station_id
