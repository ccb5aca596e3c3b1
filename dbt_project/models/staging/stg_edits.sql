-- Edited cells as filed: by whom, how and why. The reason of a row is its own, else the submission's.
with

observations as (
    select * from {{ source('raw', 'observations') }}
),

filings as (
    select * from {{ source('raw', 'filings') }} where kind = 'edit'
),

received as (
    -- an edit is received from its person
    select distinct on (submission_id) submission_id, actor, reason, at
    from {{ source('raw', 'events') }}
    where event = 'received'
    order by submission_id, event_id
),

withdrawn as (
    select distinct on (submission_id) submission_id, actor, reason, at
    from {{ source('raw', 'events') }}
    where event = 'withdrawn'
    order by submission_id asc, event_id desc
)

select
    -- ids
    observations.observation_id,
    observations.submission_id,

    -- strings
    observations.method,
    coalesce(observations.reason, received.reason) as reason,
    received.actor,
    withdrawn.actor as withdrawn_by,
    withdrawn.reason as withdrawal_reason,

    -- timestamps
    received.at,
    withdrawn.at as withdrawn_at
from observations
inner join filings on observations.submission_id = filings.submission_id
left join received on filings.submission_id = received.submission_id
left join withdrawn on filings.submission_id = withdrawn.submission_id
