-- Every state in which a unit ever stood: what a figure of a past year was filed under.
select
    versions.org_code::varchar(12) as org_code,
    versions.valid_from::date as valid_from,
    nullif(versions.valid_to, date 'infinity')::date as valid_to,
    versions.code_then::varchar(12) as code_then,
    versions.name_then::varchar(80) as name_then,
    versions.kind_then::varchar(24) as kind_then_zh,
    kinds.label_en::varchar(60) as kind_then_en,
    versions.parent_code::varchar(12) as parent_code,
    paths.path::varchar(80) as path_then,
    paths.path_zh::varchar(400) as path_then_zh,
    paths.depth::integer as depth_then,
    paths.adds_to_parent::boolean as adds_to_parent,
    (versions.valid_to = 'infinity')::boolean as is_current,
    units.level::varchar(12) as level,
    units.sort_order::integer as sort_order,
    versions.source::varchar(200) as source,
    versions.confidence::varchar(40) as confidence
from {{ ref('stg_org_unit_versions') }} as versions
inner join {{ ref('stg_org_units') }} as units on versions.org_code = units.org_code
inner join {{ ref('int_version_paths') }} as paths
    on versions.org_code = paths.org_code and versions.valid_from = paths.valid_from
left join {{ ref('org_unit_kinds') }} as kinds on versions.kind_then = kinds.kind
