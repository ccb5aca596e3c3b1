-- Whether the register of stations is in, for every unit and year: every unit at and below it that owes
-- a register has sent one. Where nobody at or below owes one, the nearest unit above that does.
with

registers as (
    select submissions.submission_id, submissions.form, periods.last_day, senders.org_code
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_periods') }} as periods on submissions.period = periods.period
    inner join {{ ref('int_station_identities') }} as senders
        on submissions.sender_code = senders.code and periods.last_day = senders.last_day
    where submissions.form = 'station_register' and submissions.is_accepted and submissions.kind <> 'edit'
),

sent as (
    select distinct org_code, last_day from registers
),

begun as (
    -- a unit that is not official owes from its first register on
    select org_code, min(last_day) as first_due from registers group by org_code
),

tree as (
    select * from {{ ref('int_station_ancestry') }}
),

due as (
    select
        tree.tree_day,
        tree.org_code,
        sent.org_code is not null as is_in
    from tree
    inner join {{ ref('stg_org_units') }} as units on tree.org_code = units.org_code
    inner join {{ ref('register_due') }} as levels
        on units.level = levels.level and levels.form = 'station_register'
    left join begun on tree.org_code = begun.org_code
    left join sent on tree.org_code = sent.org_code and tree.tree_day = sent.last_day
    where
        tree.steps = 0
        and ((units.is_official and units.reporting_unit) or begun.first_due <= tree.tree_day)
),

at_and_below as (
    select
        tree.tree_day,
        tree.ancestor_code as org_code,
        count(due.org_code) as due_count,
        count(due.org_code) filter (where due.is_in) as in_count
    from tree
    left join due on tree.tree_day = due.tree_day and tree.org_code = due.org_code
    group by tree.tree_day, tree.ancestor_code
),

nearest_above as (
    select distinct on (tree.tree_day, tree.org_code) tree.tree_day, tree.org_code, due.is_in
    from tree
    inner join due on tree.tree_day = due.tree_day and tree.ancestor_code = due.org_code
    order by tree.tree_day, tree.org_code, tree.steps
)

select
    at_and_below.tree_day,
    extract(year from at_and_below.tree_day)::integer as year,
    at_and_below.org_code,
    at_and_below.due_count,
    at_and_below.in_count,
    case
        when at_and_below.due_count > 0 then at_and_below.in_count = at_and_below.due_count
        else coalesce(nearest_above.is_in, false)
    end as is_complete
from at_and_below
left join nearest_above
    on at_and_below.tree_day = nearest_above.tree_day and at_and_below.org_code = nearest_above.org_code
