-- Edited cells that were accepted, beside the reported figure that holds there, and which of them are
-- in force: of several edits of one cell, scope and basis the latest; cumulative figures are one cell
-- by the day they reach. What was reported is never touched.
with

filed as (
    select
        observations.observation_id,
        observations.submission_id,
        units.org_code,
        {{ cell('observations') }},
        observations.period_type,
        observations.last_day,
        observations.scope,
        observations.basis,
        case observations.basis when 'ytd' then observations.last_day::text else observations.period end as series_key,
        observations.state as edited_state,
        observations.value,
        observations.lower,
        observations.upper,
        observations.source_ref,
        edits.method,
        edits.reason,
        edits.actor,
        edits.at,
        edits.withdrawn_by,
        edits.withdrawn_at,
        edits.withdrawal_reason,
        submissions.is_accepted,
        submissions.speaks_at,
        submissions.correction_depth,
        -- what the roll-up sets aside is in force nowhere; that it is an edit is no fault here
        coalesce(checked.set_aside, 'edit') not in ('edit', 'submission_not_accepted') as is_set_aside
    from {{ ref('stg_edits') }} as edits
    inner join {{ ref('stg_observations') }} as observations on edits.observation_id = observations.observation_id
    inner join {{ ref('stg_submissions') }} as submissions on edits.submission_id = submissions.submission_id
    inner join {{ ref('int_identities') }} as units
        on observations.org_code_as_sent = units.code and observations.last_day = units.last_day
    left join {{ ref('int_observations_checked') }} as checked on edits.observation_id = checked.observation_id
    where
        (submissions.is_accepted or submissions.state = 'withdrawn')
        and observations.status = 'actual'
        and observations.state in ('value', 'zero', 'not_applicable', 'erased')
),

one_per_cell as (
    -- a cell that one submission edits twice alike is one edit
    select distinct on (submission_id, org_code, {{ cell() }}, scope, basis) *
    from filed
    order by submission_id, org_code, {{ cell() }}, scope, basis, observation_id
),

ranked as (
    select
        *,
        first_value(submission_id) over (
            partition by
                org_code, indicator, series_key, {{ dimensions() | join(', ') }}, scope, basis,
                is_accepted and not is_set_aside
            order by speaks_at desc, correction_depth desc, submission_id desc
        ) as latest_id
    from one_per_cell
)

select
    ranked.submission_id,
    ranked.observation_id,
    ranked.org_code,
    {{ cell('ranked') }},
    ranked.scope,
    ranked.basis,
    ranked.edited_state,
    ranked.value,
    ranked.lower,
    ranked.upper,
    ranked.source_ref,
    ranked.method,
    methods.category,
    methods.label_zh as method_label,
    ranked.reason,
    ranked.actor,
    ranked.at,
    ranked.withdrawn_by,
    ranked.withdrawn_at,
    ranked.withdrawal_reason,
    case
        when not ranked.is_accepted then 'withdrawn'
        when ranked.is_set_aside then 'set_aside'
        when ranked.latest_id = ranked.submission_id then 'in_force'
        else 'overruled'
    end as state,
    case
        when ranked.is_accepted and not ranked.is_set_aside and ranked.latest_id <> ranked.submission_id
            then ranked.latest_id
    end as overruled_by,
    reported.submission_id as reported_submission_id,
    reported.state as reported_state,
    reported.value as reported_value,
    reported.lower as reported_lower,
    reported.upper as reported_upper
from ranked
left join {{ ref('edit_methods') }} as methods on ranked.method = methods.method
left join {{ ref('int_assertions') }} as reported
    on ranked.org_code = reported.org_code
    and ranked.indicator = reported.indicator
    and {{ same_breakdown('ranked', 'reported') }}
    and ranked.scope = reported.scope
    and ranked.basis = reported.basis
    and ranked.series_key = case reported.basis when 'ytd' then reported.last_day::text else reported.period end
