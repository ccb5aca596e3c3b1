-- Every unit there ever was, with the dates of its last version; is_current tells those that stand.
with

versions as (
    select * from {{ ref('stg_org_unit_versions') }}
),

units as (
    select * from {{ ref('stg_org_units') }}
),

latest_tree as (
    select * from {{ ref('int_tree') }} where tree_day = date '9999-12-31'
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
    latest_tree.path::varchar(80) as path,
    latest_tree.depth::integer as depth,
    current_version.valid_from::date as valid_from,
    nullif(current_version.valid_to, date 'infinity')::date as valid_to,
    (latest_tree.org_code is not null)::boolean as is_current,
    units.is_official::boolean as is_official,
    units.reporting_unit::boolean as is_reporting_unit,
    units.sort_order::integer as sort_order
from units
inner join current_version on units.org_code = current_version.org_code
left join latest_tree on units.org_code = latest_tree.org_code
