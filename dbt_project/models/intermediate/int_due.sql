-- Who owed a figure, on both boundaries: the reporting units of the levels that the catalogue names,
-- existing on the period's last day; on the latest tree, their heirs.
with

profiles as (
    select * from {{ ref('int_due_profiles') }}
),

wanted as (
    select distinct periods.last_day, profiles.profile, profiles.profile_id, profiles.levels
    from {{ ref('int_days') }} as days
    inner join {{ ref('stg_periods') }} as periods on days.last_day = periods.last_day
    inner join profiles on periods.period_type = profiles.period_type
),

first_submissions as (
    -- a unit that is not official owes from its first submission on
    select
        senders.org_code,
        min(periods.last_day) as first_due
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_periods') }} as periods on submissions.period = periods.period
    inner join {{ ref('int_identities') }} as senders
        on submissions.sender_code = senders.code and periods.last_day = senders.last_day
    where submissions.is_accepted and submissions.kind <> 'edit'
    group by senders.org_code
),

due_then as (
    select
        wanted.last_day,
        wanted.profile,
        wanted.profile_id,
        units.org_code
    from wanted
    inner join {{ ref('int_tree') }} as tree on wanted.last_day = tree.tree_day
    inner join {{ ref('stg_org_units') }} as units on tree.org_code = units.org_code
    left join first_submissions on units.org_code = first_submissions.org_code
    where
        case
            when wanted.levels is null then tree.is_leaf
            else
                units.level::text = any(wanted.levels)
                and ((units.is_official and units.reporting_unit) or first_submissions.first_due <= wanted.last_day)
        end
)

select 'period' as boundary, last_day, last_day as tree_day, profile, profile_id, org_code
from due_then

union all

select distinct
    'latest' as boundary,
    due_then.last_day,
    date '9999-12-31',
    due_then.profile,
    due_then.profile_id,
    succession.to_code
from due_then
inner join {{ ref('int_succession') }} as succession
    on due_then.last_day = succession.from_day
    and succession.to_day = date '9999-12-31'
    and due_then.org_code = succession.from_code
