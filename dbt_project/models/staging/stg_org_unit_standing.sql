{{ config(materialized='table', post_hook='analyze {{ this }}') }}
-- The tree between any two days on which it changes, walked from its roots: a unit that is not reached
-- stands in a circle, below one, or under a unit that did not stand then. Such days are no part of any
-- sound version, and no walk through the tree can loop on them.
with recursive

sound_lines as (
    select line, org_code, parent_code, valid_from, valid_to
    from {{ ref('stg_org_unit_lines') }}
    where fault is null
),

change_days as (
    select valid_from as day from sound_lines
    union
    select valid_to from sound_lines
),

spans as (
    select
        day as from_day,
        lead(day) over (order by day) as to_day
    from change_days
),

standing as (
    select
        spans.from_day,
        spans.to_day,
        sound_lines.line,
        sound_lines.org_code,
        sound_lines.parent_code
    from spans
    inner join sound_lines
        on spans.from_day >= sound_lines.valid_from and spans.to_day <= sound_lines.valid_to
),

reached as (
    select from_day, org_code
    from standing
    where parent_code is null

    union

    select standing.from_day, standing.org_code
    from standing
    inner join reached
        on standing.from_day = reached.from_day and standing.parent_code = reached.org_code
),

unreached as (
    select standing.from_day, standing.org_code, standing.parent_code
    from standing
    left join reached
        on standing.from_day = reached.from_day and standing.org_code = reached.org_code
    where reached.org_code is null
),

climbed as (
    select from_day, org_code, parent_code as above
    from unreached

    union

    select climbed.from_day, climbed.org_code, unreached.parent_code
    from climbed
    inner join unreached
        on climbed.from_day = unreached.from_day and climbed.above = unreached.org_code
),

circles as (
    select from_day, org_code
    from climbed
    where above = org_code
)

select
    standing.from_day,
    standing.to_day,
    standing.line,
    standing.org_code,
    case
        when circles.org_code is not null then 'below_itself'
        when unreached.org_code is not null then 'parent_not_standing'
    end as fault
from standing
left join unreached
    on standing.from_day = unreached.from_day and standing.org_code = unreached.org_code
left join circles
    on standing.from_day = circles.from_day and standing.org_code = circles.org_code
