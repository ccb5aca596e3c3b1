-- Where every version stood on its last day (today's, while it holds): codes and names from the root
-- down, by the parents that are shown. A zone is shown below its city though it adds to nobody.
with recursive

versions as (
    select
        org_code,
        valid_from,
        valid_to,
        code_then,
        name_then,
        parent_code,
        case valid_to when 'infinity' then date '9999-12-31' else valid_to - 1 end as last_day
    from {{ ref('stg_org_unit_versions') }}
),

climbed as (
    select
        org_code,
        valid_from,
        last_day,
        parent_code as above,
        org_code::text as path,
        name_then::text as path_zh,
        0 as depth
    from versions

    union all

    select
        climbed.org_code,
        climbed.valid_from,
        climbed.last_day,
        versions.parent_code,
        versions.org_code || '/' || climbed.path,
        versions.name_then || '/' || climbed.path_zh,
        climbed.depth + 1
    from climbed
    inner join versions
        on climbed.above = versions.org_code
        and climbed.last_day >= versions.valid_from
        and climbed.last_day < versions.valid_to
),

not_added as (
    select distinct
        versions.org_code,
        versions.valid_from
    from versions
    inner join {{ ref('stg_zone_bridge') }} as bridge
        on versions.org_code = bridge.zone_code
        and not bridge.reported_separately
        and versions.last_day >= bridge.valid_from
        and versions.last_day < bridge.valid_to
)

select
    climbed.org_code,
    climbed.valid_from,
    climbed.path,
    climbed.path_zh,
    climbed.depth,
    climbed.depth > 0 and not_added.org_code is null as adds_to_parent
from climbed
left join not_added
    on climbed.org_code = not_added.org_code and climbed.valid_from = not_added.valid_from
where climbed.above is null
