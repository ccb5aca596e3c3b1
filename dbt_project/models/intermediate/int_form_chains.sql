-- All that a unit itself sent for a form and period, and what became of it: also what was sent back,
-- repeated, corrected or withdrawn.
with

superseded as (
    select distinct supersedes_id as submission_id
    from {{ ref('stg_submissions') }}
    where is_accepted and supersedes_id is not null
),

submissions as (
    select
        submissions.submission_id,
        submissions.sender_code,
        submissions.form,
        submissions.period,
        submissions.state,
        submissions.received_at,
        periods.last_day,
        superseded.submission_id is not null as is_superseded
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('forms') }} as forms on submissions.form = forms.form
    inner join {{ ref('stg_periods') }} as periods
        on submissions.period = periods.period and forms.period_type = periods.period_type
    left join superseded on submissions.submission_id = superseded.submission_id
    where submissions.kind <> 'edit'
)

select
    senders.org_code,
    submissions.form,
    submissions.period,
    count(*) as received_count,
    count(*) filter (where submissions.state = 'quarantined') as sent_back_count,
    count(*) filter (where submissions.state = 'duplicate') as duplicate_count,
    count(*) filter (where submissions.state = 'withdrawn') as withdrawn_count,
    count(*) filter (where submissions.is_superseded) as superseded_count,
    max(submissions.received_at) as last_received_at
from submissions
inner join {{ ref('int_identities') }} as senders
    on submissions.sender_code = senders.code and submissions.last_day = senders.last_day
group by senders.org_code, submissions.form, submissions.period
