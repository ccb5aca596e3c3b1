-- What became of every submission, why, and how many faults were found in it.
with

findings as (
    select
        submission_id,
        count(*) filter (where severity = '强制性') as mandatory_count,
        count(*) filter (where severity = '核实性') as to_verify_count,
        count(*) filter (where severity = '提示性') as hint_count
    from {{ source('raw', 'findings') }}
    group by submission_id
),

superseding as (
    select distinct on (supersedes_id)
        supersedes_id as submission_id,
        submission_id as superseded_by_id
    from {{ ref('stg_submissions') }}
    where is_accepted and supersedes_id is not null
    order by supersedes_id asc, speaks_no desc
),

deciding as (
    select distinct on (submission_id) submission_id, actor, reason, at
    from {{ source('raw', 'events') }}
    where event not in ('received', 'superseded') and submission_id is not null
    order by submission_id asc, event_id desc
)

select
    submissions.submission_id::varchar(64) as submission_id,
    submissions.sender_code::varchar(12) as sender_code,
    units.name::varchar(80) as sender_name,
    submissions.form::varchar(40) as form,
    submissions.period::varchar(7) as period,
    submissions.kind::varchar(8) as kind,
    submissions.state::varchar(24) as state,
    deciding.reason::varchar(1000) as reason,
    deciding.actor::varchar(80) as decided_by,
    deciding.at::timestamptz as decided_at,
    submissions.received_at::timestamptz as received_at,
    submissions.supersedes_id::varchar(64) as supersedes_id,
    superseding.superseded_by_id::varchar(64) as superseded_by_id,
    submissions.source_uri::varchar(1000) as source_uri,
    submissions.is_synthetic::boolean as is_synthetic,
    coalesce(findings.mandatory_count, 0)::integer as mandatory_count,
    coalesce(findings.to_verify_count, 0)::integer as to_verify_count,
    coalesce(findings.hint_count, 0)::integer as hint_count
from {{ ref('stg_submissions') }} as submissions
left join superseding on submissions.submission_id = superseding.submission_id
left join deciding on submissions.submission_id = deciding.submission_id
left join findings on submissions.submission_id = findings.submission_id
left join {{ ref('dim_org_unit') }} as units on submissions.sender_code = units.org_code
