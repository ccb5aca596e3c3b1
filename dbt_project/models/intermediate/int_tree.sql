-- The tree as it stood on each day that matters, and the latest tree under the day 9999-12-31.
-- A functional zone that overlaps districts which report it with their own figures stands alone: it is
-- shown, but adds to nothing.
with recursive

days as (
    select last_day as tree_day from {{ ref('int_days') }}
    union
    select date '9999-12-31'
),

standing as (
    select
        days.tree_day,
        versions.org_code::text as org_code,
        case
            when
                not exists (
                    select 1 from {{ ref('stg_zone_bridge') }} as bridge
                    where
                        bridge.zone_code = versions.org_code
                        and not bridge.reported_separately
                        and days.tree_day >= bridge.valid_from
                        and days.tree_day < bridge.valid_to
                )
                then versions.parent_code
        end::text as parent_code
    from days
    inner join {{ ref('stg_org_unit_versions') }} as versions
        on days.tree_day >= versions.valid_from and days.tree_day < versions.valid_to
),

parents as (
    select distinct tree_day, parent_code
    from standing
),

walked as (
    select tree_day, org_code, parent_code, 0 as depth, org_code::text as path
    from standing
    where parent_code is null

    union all

    select standing.tree_day, standing.org_code, standing.parent_code, walked.depth + 1, walked.path || '/' || standing.org_code
    from standing
    inner join walked
        on standing.tree_day = walked.tree_day and standing.parent_code = walked.org_code
)

select
    walked.tree_day,
    walked.org_code,
    walked.parent_code,
    walked.depth,
    walked.path,
    parents.parent_code is null as is_leaf
from walked
left join parents
    on walked.tree_day = parents.tree_day and walked.org_code = parents.parent_code
