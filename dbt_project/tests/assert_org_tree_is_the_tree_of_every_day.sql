-- Who adds to whom on a day is what was rolled up that day: children are found by org_tree.
with

days as (
    select distinct tree_day from {{ ref('int_tree') }}
),

standing as (
    select days.tree_day, tree.org_code, tree.parent_code
    from days
    inner join {{ ref('org_tree') }} as tree
        on days.tree_day >= tree.valid_from
        and days.tree_day < coalesce(tree.valid_to, date 'infinity')
)

select
    coalesce(rolled_up.tree_day, standing.tree_day) as tree_day,
    coalesce(rolled_up.org_code, standing.org_code) as org_code,
    rolled_up.parent_code,
    standing.parent_code as told
from {{ ref('int_tree') }} as rolled_up
full outer join standing
    on rolled_up.tree_day = standing.tree_day and rolled_up.org_code = standing.org_code
where
    rolled_up.org_code is null
    or standing.org_code is null
    or rolled_up.parent_code is distinct from standing.parent_code
