-- Stations as entities: one row per host, type and grade, however many offices list it.
with

lines as (
    select
        stations.*,
        submissions.speaks_at,
        submissions.correction_depth,
        submissions.sender_code,
        coalesce(types.member, stations.type) as station_type,
        coalesce(grades.member, stations.grade) as station_grade
    from {{ ref('stg_stations') }} as stations
    inner join {{ ref('stg_submissions') }} as submissions
        on stations.submission_id = submissions.submission_id and submissions.is_accepted
    left join {{ ref('breakdown_members') }} as types
        on types.dimension = 'kind'
        and types.classification = 'station_type'
        and stations.type in (types.member, types.label_zh)
    left join {{ ref('breakdown_members') }} as grades
        on grades.dimension = 'grade' and stations.grade in (grades.member, grades.label_zh)
    where stations.credit_code is not null
),

latest as (
    -- the host's own office before another's, then the latest word
    select distinct on (credit_code, coalesce(station_type, ''), coalesce(station_grade, '')) *
    from lines
    order by
        credit_code,
        coalesce(station_type, ''),
        coalesce(station_grade, ''),
        (sender_code is distinct from org_code),
        speaks_at desc,
        correction_depth desc,
        submission_id desc,
        station_line_id desc
),

listings as (
    select
        credit_code,
        coalesce(station_type, '') as station_type,
        coalesce(station_grade, '') as station_grade,
        count(distinct sender_code) as listed_by_count
    from lines
    group by credit_code, coalesce(station_type, ''), coalesce(station_grade, '')
)

select
    latest.credit_code::varchar(18) as credit_code,
    listings.station_type::varchar(32) as type,
    listings.station_grade::varchar(32) as grade,
    latest.org_code::varchar(12) as org_code,
    latest.station_name::varchar(200) as station_name,
    latest.host_name::varchar(200) as host_name,
    latest.approved_on::date as approved_on,
    latest.term_end::date as term_end,
    latest.exited_on::date as exited_on,
    latest.exit_kind::varchar(16) as exit_kind,
    listings.listed_by_count::integer as listed_by_count,
    latest.submission_id::varchar(64) as submission_id,
    latest.source_ref::varchar(200) as source_ref
from latest
inner join listings
    on latest.credit_code = listings.credit_code
    and coalesce(latest.station_type, '') = listings.station_type
    and coalesce(latest.station_grade, '') = listings.station_grade
