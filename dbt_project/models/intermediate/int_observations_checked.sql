{{ config(materialized='view', post_hook=[]) }}
-- Every assertion in the catalogue's words with the reason why it is set aside, null where it may speak.
select
    judged.observation_id,
    judged.submission_id,
    judged.org_code,
    coalesce(senders.org_code, submissions.sender_code) as sender_code,
    observations.indicator,
    judged.period,
    periods.period_type,
    judged.period_year,
    periods.first_day,
    judged.last_day,
    observations.audience,
    observations.grade,
    observations.department,
    observations.kind,
    judged.scope,
    judged.basis,
    judged.state,
    judged.value,
    judged.lower,
    judged.upper,
    submissions.is_narrative,
    submissions.speaks_at,
    submissions.correction_depth,
    case when contradicted.observation_id is not null then 'two_figures' else judged.set_aside end as set_aside
from {{ ref('int_judged') }} as judged
inner join {{ source('raw', 'observations') }} as observations on judged.observation_id = observations.observation_id
inner join {{ ref('stg_submissions') }} as submissions on judged.submission_id = submissions.submission_id
left join {{ ref('stg_periods') }} as periods on judged.period = periods.period
left join {{ ref('int_identities') }} as senders
    on submissions.sender_code = senders.code and judged.last_day = senders.last_day
left join {{ ref('int_two_figures') }} as contradicted on judged.observation_id = contradicted.observation_id
