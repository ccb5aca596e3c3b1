{{ config(indexes=[{'columns': ['parent_code']}]) }}
-- Which unit adds to which, since when and until when. A functional zone that overlaps districts which
-- report it with their own figures adds to nobody as long as that holds.
with

days as (
    -- on which a unit begins to be something else, as far as adding up is concerned
    select org_code, valid_from as day from {{ ref('stg_org_unit_versions') }}

    union

    select zone_code, valid_from from {{ ref('stg_zone_bridge') }} where not reported_separately

    union

    select zone_code, valid_to from {{ ref('stg_zone_bridge') }} where not reported_separately and valid_to <> 'infinity'
),

spans as (
    select
        versions.org_code,
        days.day as valid_from,
        coalesce(
            lead(days.day) over (partition by versions.org_code, versions.valid_from order by days.day),
            nullif(versions.valid_to, date 'infinity')
        ) as valid_to,
        versions.parent_code
    from {{ ref('stg_org_unit_versions') }} as versions
    inner join days
        on versions.org_code = days.org_code
        and versions.valid_from <= days.day
        and versions.valid_to > days.day
),

bridged as (
    select distinct spans.org_code, spans.valid_from
    from spans
    inner join {{ ref('stg_zone_bridge') }} as bridge
        on spans.org_code = bridge.zone_code
        and not bridge.reported_separately
        and spans.valid_from >= bridge.valid_from
        and spans.valid_from < bridge.valid_to
)

select
    spans.org_code::varchar(12) as org_code,
    spans.valid_from::date as valid_from,
    spans.valid_to::date as valid_to,
    case when bridged.org_code is null then spans.parent_code end::varchar(12) as parent_code
from spans
left join bridged
    on spans.org_code = bridged.org_code and spans.valid_from = bridged.valid_from
