-- Every unit with itself and all that stand above it, in each day's tree.
with recursive

tree as (
    select * from {{ ref('int_tree') }}
),

climbed as (
    select tree_day, org_code, org_code as ancestor_code
    from tree

    union all

    select climbed.tree_day, climbed.org_code, tree.parent_code
    from climbed
    inner join tree on climbed.tree_day = tree.tree_day and climbed.ancestor_code = tree.org_code
    where tree.parent_code is not null
)

select * from climbed
