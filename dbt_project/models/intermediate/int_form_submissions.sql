-- Which submissions are a unit's for a form and period: those that it sent, and those by which another
-- office gave figures for it (代报). Duplicates and what was withdrawn say nothing.
with

standing as (
    select
        submissions.*,
        periods.last_day
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('forms') }} as forms on submissions.form = forms.form
    inner join {{ ref('stg_periods') }} as periods
        on submissions.period = periods.period and forms.period_type = periods.period_type
    where submissions.kind <> 'edit' and submissions.state not in ('duplicate', 'withdrawn')
),

sent as (
    select senders.org_code, standing.submission_id, false as is_by_another
    from standing
    inner join {{ ref('int_identities') }} as senders
        on standing.sender_code = senders.code and standing.last_day = senders.last_day
),

sent_by_another as (
    -- in a unit without children every scope is its own; elsewhere a total of all below is no report
    select distinct said.org_code, said.submission_id, true as is_by_another
    from {{ ref('int_observations_checked') }} as said
    left join {{ ref('int_tree') }} as tree on said.last_day = tree.tree_day and said.org_code = tree.org_code
    where
        said.set_aside is null
        and said.state in ('value', 'zero', 'not_applicable')
        and said.sender_code is distinct from said.org_code
        and (said.scope = 'own' or tree.is_leaf)
),

all_of_them as (
    select * from sent
    union all
    select * from sent_by_another
)

select
    all_of_them.org_code,
    standing.form,
    standing.period,
    standing.submission_id,
    all_of_them.is_by_another,
    standing.state,
    standing.is_accepted,
    standing.received_at,
    row_number() over (
        partition by all_of_them.org_code, standing.form, standing.period
        order by
            standing.is_accepted desc, all_of_them.is_by_another asc, standing.speaks_at desc,
            standing.correction_depth desc, standing.submission_id desc
    ) = 1 as is_speaking
from all_of_them
inner join standing on all_of_them.submission_id = standing.submission_id
