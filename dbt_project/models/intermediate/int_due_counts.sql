-- How many units owed a figure at a unit and below it, and in how many of its children's trees.
with

counted as (
    select
        due.boundary,
        due.last_day,
        due.tree_day,
        due.profile_id,
        ancestry.ancestor_code as org_code,
        count(*) as due_count,
        bool_or(due.org_code = ancestry.ancestor_code) as is_due
    from {{ ref('int_due') }} as due
    inner join {{ ref('int_ancestry') }} as ancestry
        on due.tree_day = ancestry.tree_day and due.org_code = ancestry.org_code
    group by due.boundary, due.last_day, due.tree_day, due.profile_id, ancestry.ancestor_code
),

children as (
    select
        counted.boundary,
        counted.last_day,
        counted.profile_id,
        tree.parent_code as org_code,
        count(*) as due_children
    from counted
    inner join {{ ref('int_tree') }} as tree
        on counted.tree_day = tree.tree_day and counted.org_code = tree.org_code
    where tree.parent_code is not null
    group by counted.boundary, counted.last_day, counted.profile_id, tree.parent_code
)

select
    counted.boundary,
    counted.last_day,
    counted.profile_id,
    counted.org_code,
    counted.due_count,
    counted.is_due,
    coalesce(children.due_children, 0) as due_children
from counted
left join children
    on counted.boundary = children.boundary
    and counted.last_day = children.last_day
    and counted.profile_id = children.profile_id
    and counted.org_code = children.org_code
