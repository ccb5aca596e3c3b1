-- Stations as entities: one row per station, however many offices list it. Dates only: whether it stands
-- on a day, and how old it is, is asked when read.
select
    stations.station_id::varchar(84) as station_id,
    (stations.unverified_reason is null)::boolean as is_verified,
    stations.unverified_reason::varchar(16) as unverified_reason,
    stations.credit_code::varchar(64) as credit_code,
    stations.type::varchar(32) as type,
    stations.type_as_sent::varchar(64) as type_as_sent,
    stations.grade::varchar(32) as grade,
    stations.grade_as_sent::varchar(64) as grade_as_sent,
    stations.org_code::varchar(12) as org_code,
    stations.conflicting_units_count::integer as conflicting_units_count,
    stations.station_name::varchar(200) as station_name,
    stations.host_name::varchar(200) as host_name,
    stations.approved_on::date as approved_on,
    stations.first_term_end::date as first_term_end,
    stations.term_end::date as term_end,
    stations.exited_on::date as exited_on,
    coalesce(stations.exit_kind, stations.exit_kind_as_sent)::varchar(64) as exit_kind,
    stations.exit_reason::varchar(200) as exit_reason,
    stations.listed_by_count::integer as listed_by_count,
    stations.lines_count::integer as lines_count,
    stations.first_listed_on::date as first_listed_on,
    stations.first_listed_year::integer as first_listed_year,
    stations.last_listed_year::integer as last_listed_year,
    stations.submission_id::varchar(64) as submission_id,
    stations.source_ref::varchar(200) as source_ref
from {{ ref('int_stations') }} as stations
