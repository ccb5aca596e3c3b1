-- Every unit there ever was, as of its last version; is_current tells those that stand.
with

versions as (
    select * from {{ ref('stg_org_unit_versions') }}
),

units as (
    select * from {{ ref('stg_org_units') }}
),

first_days as (
    select
        org_code,
        min(valid_from) as exists_from
    from versions
    group by org_code
),

current_version as (
    select distinct on (org_code) *
    from versions
    order by org_code, valid_from desc
)

select
    units.org_code::varchar(12) as org_code,
    units.name::varchar(80) as name,
    units.short_name::varchar(80) as short_name,
    units.level::varchar(12) as level,
    case units.level
        when 'province' then '省' when 'city' then '市州' when 'district' then '县（市、区）' else '乡镇街道'
    end::varchar(12) as level_zh,
    current_version.kind_then::varchar(24) as kind_zh,
    current_version.parent_code::varchar(12) as parent_code,
    paths.path::varchar(80) as path,
    paths.depth::integer as depth,
    current_version.valid_from::date as valid_from,
    nullif(current_version.valid_to, date 'infinity')::date as valid_to,
    (current_version.valid_to = 'infinity')::boolean as is_current,
    units.is_official::boolean as is_official,
    units.reporting_unit::boolean as is_reporting_unit,
    units.sort_order::integer as sort_order,
    null::varchar(80) as name_en,
    case units.level
        when 'province' then 'Province'
        when 'city' then 'City or prefecture'
        when 'district' then 'District or county'
        else 'Sub-district, town or township'
    end::varchar(40) as level_en,
    kinds.label_en::varchar(60) as kind_en,
    paths.path_zh::varchar(400) as path_zh,
    paths.adds_to_parent::boolean as adds_to_parent,
    first_days.exists_from::date as exists_from
from units
inner join current_version on units.org_code = current_version.org_code
inner join first_days on units.org_code = first_days.org_code
inner join {{ ref('int_version_paths') }} as paths
    on current_version.org_code = paths.org_code and current_version.valid_from = paths.valid_from
left join {{ ref('org_unit_kinds') }} as kinds on current_version.kind_then = kinds.kind
