-- From a unit's own or inclusive figure down to the file, and the cell or sentence that says it.
with

used as (
    select * from {{ ref('int_assertions') }}
)

select
    used.org_code::varchar(12) as org_code,
    used.indicator::varchar(64) as indicator,
    used.period::varchar(7) as period,
    used.audience::varchar(32) as audience,
    used.grade::varchar(32) as grade,
    used.department::varchar(32) as department,
    used.kind::varchar(32) as kind,
    used.scope::varchar(9) as scope,
    used.basis::varchar(6) as basis,
    used.value::numeric(38, 12) as value,
    used.lower::numeric(38, 12) as lower,
    used.upper::numeric(38, 12) as upper,
    used.observation_id::bigint as observation_id,
    used.submission_id::varchar(64) as submission_id,
    submissions.content_sha256::varchar(64) as content_sha256,
    submissions.source_uri::varchar(1000) as source_uri,
    observations.source_ref::varchar(200) as source_ref,
    observations.quote::varchar(2000) as quote
from used
inner join {{ ref('stg_submissions') }} as submissions on used.submission_id = submissions.submission_id
inner join {{ source('raw', 'observations') }} as observations
    on used.observation_id = observations.observation_id
