-- What persons put beside the reported figures: cell by cell, with person, reason and method.
select
    submission_id::varchar(64) as submission_id,
    org_code::varchar(12) as org_code,
    indicator::varchar(64) as indicator,
    period::varchar(7) as period,
    audience::varchar(32) as audience,
    grade::varchar(32) as grade,
    department::varchar(32) as department,
    kind::varchar(32) as kind,
    scope::varchar(9) as scope,
    basis::varchar(6) as basis,
    state::varchar(12) as state,
    (
        case state
            when 'in_force' then '有效' when 'overruled' then '被后来的调整取代' when 'withdrawn' then '已撤销'
            else '不予采用'
        end
    )::varchar(16) as state_zh,
    reported_state::varchar(16) as reported_state,
    reported_value::numeric(38, 12) as reported_value,
    reported_lower::numeric(38, 12) as reported_lower,
    reported_upper::numeric(38, 12) as reported_upper,
    reported_submission_id::varchar(64) as reported_submission_id,
    edited_state::varchar(16) as edited_state,
    value::numeric(38, 12) as edited_value,
    lower::numeric(38, 12) as edited_lower,
    upper::numeric(38, 12) as edited_upper,
    category::varchar(12) as category,
    method::varchar(40) as method,
    method_label::varchar(40) as method_zh,
    reason::varchar(1000) as reason,
    actor::varchar(80) as actor,
    at::timestamptz as at,
    source_ref::varchar(200) as source_ref,
    overruled_by::varchar(64) as overruled_by,
    withdrawn_by::varchar(80) as withdrawn_by,
    withdrawn_at::timestamptz as withdrawn_at,
    withdrawal_reason::varchar(1000) as withdrawal_reason
from {{ ref('int_edits') }}
