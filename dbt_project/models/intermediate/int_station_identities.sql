-- Which unit a code in a station register, or its sender's, meant at the end of the register's year: the
-- same order as for figures.
with

mentioned as (
    select stations.org_code as code, periods.last_day
    from {{ ref('stg_stations') }} as stations
    inner join {{ ref('stg_submissions') }} as submissions on stations.submission_id = submissions.submission_id
    inner join {{ ref('stg_periods') }} as periods on submissions.period = periods.period

    union

    select submissions.sender_code, periods.last_day
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_periods') }} as periods on submissions.period = periods.period
    where submissions.form = 'station_register'
)

select distinct on (mentioned.code, mentioned.last_day)
    mentioned.code,
    mentioned.last_day,
    versions.org_code
from mentioned
inner join {{ ref('stg_org_unit_versions') }} as versions
    on mentioned.code in (versions.code_then, versions.org_code)
order by
    mentioned.code,
    mentioned.last_day,
    (
        mentioned.code = versions.code_then
        and mentioned.last_day >= versions.valid_from
        and mentioned.last_day < versions.valid_to
    ) desc,
    (mentioned.code = versions.org_code) desc,
    versions.valid_from desc
