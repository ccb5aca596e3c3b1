-- Forms and periods that are awaited: reported by anybody, or following a period that was, once it has
-- ended. So nobody is asked for years before the first report.
with

reported as (
    select distinct
        forms.form,
        periods.period,
        periods.period_type,
        periods.period_year,
        periods.last_day
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('forms') }} as forms on submissions.form = forms.form
    inner join {{ ref('stg_periods') }} as periods
        on submissions.period = periods.period and forms.period_type = periods.period_type
    where submissions.is_accepted and submissions.kind <> 'edit'
),

following as (
    select
        reported.form,
        periods.period,
        periods.period_type,
        periods.period_year,
        periods.last_day
    from reported
    inner join {{ ref('stg_periods') }} as periods
        on reported.period_type = periods.period_type and reported.last_day + 1 = periods.first_day
    cross join {{ ref('stg_as_of') }} as night
    where periods.last_day < night.as_of_day
),

awaited as (
    select * from reported
    union
    select * from following
),

with_deadline as (
    select
        awaited.*,
        awaited.last_day + deadlines.opens_after_days as opens_on,
        awaited.last_day + deadlines.days_after_period_end as due_on,
        awaited.last_day + deadlines.late_until_after_days as late_until_on,
        awaited.last_day + deadlines.closed_after_days as closed_on
    from awaited
    left join {{ ref('form_deadlines') }} as deadlines on awaited.form = deadlines.form
),

passed as (
    select
        form,
        period,
        max(due_on) filter (where event = 'window_opened') as opened_on,
        max(due_on) filter (where event = 'deadline_passed') as due_on,
        max(due_on) filter (where event = 'late_window_ended') as late_until_on,
        max(due_on) filter (where event = 'window_closed') as closed_on
    from {{ ref('stg_deadlines_passed') }}
    group by form, period
)

select
    with_deadline.*,
    -- a day that was put off since has not passed by having passed before
    coalesce(passed.due_on >= with_deadline.due_on, false) as deadline_passed,
    case
        when passed.closed_on >= with_deadline.closed_on then 'closed'
        when passed.late_until_on >= with_deadline.late_until_on then 'overdue'
        when passed.due_on >= with_deadline.due_on then 'late'
        when passed.opened_on >= with_deadline.opens_on then 'open'
        when with_deadline.opens_on is not null then 'not_open'
    end as clock
from with_deadline
left join passed on with_deadline.form = passed.form and with_deadline.period = passed.period
