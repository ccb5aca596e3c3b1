{{ config(
    materialized='table', post_hook='analyze {{ this }}', indexes=[{'columns': ['submission_id'], 'unique': true}],
) }}
-- Submissions with the order in which they speak: a correction always after what it corrects. Two that
-- supersede each other speak by their arrival.
with recursive

submissions as (
    select * from {{ source('raw', 'submissions') }}
),

ordered as (
    select
        submissions.submission_id,
        submissions.received_at as speaks_at,
        0 as correction_depth
    from submissions
    left join submissions as corrected on submissions.supersedes_id = corrected.submission_id
    where corrected.submission_id is null

    union all

    select
        submissions.submission_id,
        greatest(submissions.received_at, ordered.speaks_at) as speaks_at,
        ordered.correction_depth + 1 as correction_depth
    from submissions
    inner join ordered on submissions.supersedes_id = ordered.submission_id
)

select
    -- ids
    submissions.submission_id,
    submissions.content_sha256,
    submissions.supersedes_id,

    -- strings
    submissions.sender_code,
    submissions.form,
    submissions.period,
    submissions.kind,
    submissions.state,
    submissions.source_uri,

    -- numerics
    coalesce(ordered.correction_depth, 0) as correction_depth,
    -- the order in which they speak, as one number: later is greater
    row_number() over (
        order by
            coalesce(ordered.speaks_at, submissions.received_at),
            coalesce(ordered.correction_depth, 0),
            submissions.submission_id
    )::integer as speaks_no,

    -- booleans
    submissions.is_synthetic,
    submissions.state in ('accepted', 'accepted_with_findings') as is_accepted,
    submissions.form in ('report', 'report_review') as is_narrative,

    -- timestamps
    submissions.received_at,
    coalesce(ordered.speaks_at, submissions.received_at) as speaks_at
from submissions
left join ordered on submissions.submission_id = ordered.submission_id
