-- Who reported which form for which period: in time, late by which of the four days, not yet, or not at
-- all; for those who chase the missing ones, with what a silence costs and all that a unit sent.
with

due as (
    select * from {{ ref('int_form_due') }}
),

submissions as (
    select
        org_code,
        form,
        period,
        coalesce(min(received_at) filter (where is_accepted), min(received_at)) as first_received_at,
        max(submission_id) filter (where is_speaking) as submission_id,
        max(state) filter (where is_speaking) as state,
        bool_or(is_by_another) filter (where is_speaking) as is_by_another,
        bool_or(is_accepted) as is_accepted
    from {{ ref('int_form_submissions') }}
    group by org_code, form, period
),

findings as (
    select
        submission_id,
        count(*) filter (where severity = '强制性') as mandatory_count,
        count(*) filter (where severity = '核实性') as to_verify_count,
        count(*) filter (where severity = '提示性') as hint_count
    from {{ source('raw', 'findings') }}
    group by submission_id
),

asked as (
    select form, level, period, count(*) as cells_due
    from {{ ref('int_form_cells') }}
    group by form, level, period
),

known as (
    select form, period, org_code from due
    union
    select form, period, org_code from submissions
),

joined as (
    select
        known.org_code,
        known.form,
        known.period,
        units.name as org_name,
        units.level,
        forms.name_zh as form_zh,
        due.org_code is not null as is_due,
        periods.opens_on,
        periods.due_on,
        periods.late_until_on,
        periods.closed_on,
        periods.clock,
        coalesce(periods.deadline_passed, false) as deadline_passed,
        submissions.submission_id,
        submissions.is_by_another,
        submissions.state,
        coalesce(submissions.is_accepted, false) as is_accepted,
        submissions.first_received_at,
        (submissions.first_received_at at time zone 'Asia/Shanghai')::date as first_received_on,
        findings.mandatory_count,
        findings.to_verify_count,
        findings.hint_count,
        case when due.org_code is not null then coalesce(asked.cells_due, 0) else 0 end as cells_due,
        case when due.org_code is not null then coalesce(cells_in.cells_in, 0) else 0 end as cells_in,
        weights.share,
        weights.indicator,
        chains.received_count,
        chains.sent_back_count,
        chains.duplicate_count,
        chains.superseded_count,
        chains.withdrawn_count,
        chains.last_received_at
    from known
    inner join {{ ref('stg_org_units') }} as units on known.org_code = units.org_code
    inner join {{ ref('forms') }} as forms on known.form = forms.form
    left join due
        on known.form = due.form and known.period = due.period and known.org_code = due.org_code
    left join {{ ref('int_form_periods') }} as periods
        on known.form = periods.form and known.period = periods.period
    left join submissions
        on known.org_code = submissions.org_code
        and known.form = submissions.form
        and known.period = submissions.period
    left join findings on submissions.submission_id = findings.submission_id
    left join {{ ref('int_form_chains') }} as chains
        on known.org_code = chains.org_code and known.form = chains.form and known.period = chains.period
    left join asked
        on known.form = asked.form and known.period = asked.period and units.level = asked.level
    left join {{ ref('int_form_cells_in') }} as cells_in
        on known.org_code = cells_in.org_code
        and known.form = cells_in.form
        and known.period = cells_in.period
    left join {{ ref('int_form_weights') }} as weights
        on known.org_code = weights.org_code
        and known.form = weights.form
        and known.period = weights.period
),

judged as (
    select
        *,
        case
            when is_accepted and not is_due then 'not_due_but_reported'
            when is_accepted and first_received_on > due_on then 'reported_late'
            when is_accepted then 'reported'
            when state = 'quarantined' then 'quarantined'
            when state = 'held' then 'held'
            when state = 'waiting' then 'waiting'
            when deadline_passed then 'missing'
            else 'awaited'
        end as status,
        case
            when not is_accepted or due_on is null then null
            when first_received_on < opens_on then 'early'
            when first_received_on <= due_on then 'in_time'
            when first_received_on <= late_until_on then 'late'
            when first_received_on <= closed_on then 'overdue'
            else 'after_closing'
        end as timing
    from joined
)

select
    org_code::varchar(12) as org_code,
    form::varchar(40) as form,
    period::varchar(7) as period,
    org_name::varchar(80) as org_name,
    level::varchar(12) as level,
    form_zh::varchar(60) as form_zh,
    is_due::boolean as is_due,
    opens_on::date as opens_on,
    due_on::date as due_on,
    late_until_on::date as late_until_on,
    closed_on::date as closed_on,
    clock::varchar(8) as clock,
    deadline_passed::boolean as deadline_passed,
    status::varchar(24) as status,
    (
        case status
            when 'reported' then '已报' when 'reported_late' then '逾期报送' when 'missing' then '逾期未报'
            when 'awaited' then '待报' when 'quarantined' then '已退回，待重报' when 'held' then '待核对'
            when 'waiting' then '待说明'
            else '不应报而报'
        end
    )::varchar(16) as status_zh,
    timing::varchar(16) as timing,
    (
        case timing
            when 'early' then '提前' when 'in_time' then '按时' when 'late' then '逾期（补报期内）'
            when 'overdue' then '逾期（补报期后）' when 'after_closing' then '关账后'
        end
    )::varchar(16) as timing_zh,
    submission_id::varchar(64) as submission_id,
    is_by_another::boolean as is_by_another,
    first_received_at::timestamptz as first_received_at,
    (case when is_accepted and is_due then greatest(first_received_on - due_on, 0) end)::integer as late_days,
    (case when submission_id is not null then coalesce(mandatory_count, 0) end)::integer as mandatory_count,
    (case when submission_id is not null then coalesce(to_verify_count, 0) end)::integer as to_verify_count,
    (case when submission_id is not null then coalesce(hint_count, 0) end)::integer as hint_count,
    coalesce(received_count, 0)::integer as received_count,
    coalesce(sent_back_count, 0)::integer as sent_back_count,
    coalesce(duplicate_count, 0)::integer as duplicate_count,
    coalesce(superseded_count, 0)::integer as superseded_count,
    coalesce(withdrawn_count, 0)::integer as withdrawn_count,
    last_received_at::timestamptz as last_received_at,
    cells_due::integer as cells_due,
    cells_in::integer as cells_in,
    round(cells_in::numeric / nullif(cells_due, 0), 6)::numeric(7, 6) as completeness_by_count,
    share::numeric(7, 6) as value_share,
    indicator::varchar(64) as value_share_indicator
from judged
