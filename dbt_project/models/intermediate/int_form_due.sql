-- Who owes a form: the reporting units that existed on the period's last day, of the levels that owe
-- any figure printed on it; of a register without printed figures, every unit from the first one that
-- it sent on. Units that are not official owe from their first submission on, as in the roll-up.
with

periods as (
    select * from {{ ref('int_form_periods') }}
),

levels as (
    select distinct
        periods.form,
        periods.period,
        owed.level
    from periods
    inner join {{ ref('form_items') }} as items
        on periods.form = items.form
        and periods.period_year >= coalesce(items.valid_from_year, 0)
        and periods.period_year < coalesce(items.valid_to_year, 9999)
    inner join {{ ref('indicator_due') }} as owed
        on items.indicator = owed.indicator and periods.period_type = owed.period_type
),

sent as (
    select
        senders.org_code,
        submissions.form,
        min(ends.last_day) as first_day
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_periods') }} as ends on submissions.period = ends.period
    inner join {{ ref('int_identities') }} as senders
        on submissions.sender_code = senders.code and ends.last_day = senders.last_day
    where submissions.is_accepted and submissions.kind <> 'edit'
    group by senders.org_code, submissions.form
),

first_sent as (
    select org_code, min(first_day) as first_day
    from sent
    group by org_code
),

owing as (
    select
        periods.form,
        periods.period,
        units.org_code
    from periods
    inner join levels on periods.form = levels.form and periods.period = levels.period
    inner join {{ ref('stg_org_units') }} as units on levels.level = units.level
    left join first_sent on units.org_code = first_sent.org_code
    where (units.is_official and units.reporting_unit) or first_sent.first_day <= periods.last_day

    union

    select
        periods.form,
        periods.period,
        sent.org_code
    from periods
    inner join sent on periods.form = sent.form and periods.last_day >= sent.first_day
    left join {{ ref('form_items') }} as items on periods.form = items.form
    where items.form is null
)

select
    owing.form,
    owing.period,
    owing.org_code
from owing
inner join periods on owing.form = periods.form and owing.period = periods.period
inner join {{ ref('stg_org_unit_versions') }} as versions
    on owing.org_code = versions.org_code
    and periods.last_day >= versions.valid_from
    and periods.last_day < versions.valid_to
