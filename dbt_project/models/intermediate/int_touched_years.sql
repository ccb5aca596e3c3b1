-- Units that themselves, or below which anything, changed within a year (taken over, split, moved,
-- recoded, begun, ended): their figures of one part of it are not of what the others are of.
with

touched as (
    select from_code as org_code, effective_on as touched_on from {{ ref('stg_org_unit_events') }}
    union
    select to_code, effective_on from {{ ref('stg_org_unit_events') }}
    union
    select org_code, valid_from from {{ ref('stg_org_unit_versions') }}
    union
    select org_code, valid_to from {{ ref('stg_org_unit_versions') }} where valid_to < date 'infinity'
),

years as (
    select distinct org_code, extract(year from touched_on)::integer as period_year
    from touched
)

select distinct
    years.period_year,
    ancestry.ancestor_code as org_code,
    ancestry.ancestor_code = years.org_code as is_itself
from years
inner join {{ ref('int_ancestry') }} as ancestry
    on years.org_code = ancestry.org_code
    and ancestry.tree_day >= make_date(years.period_year, 1, 1)
    and ancestry.tree_day <= make_date(years.period_year, 12, 31)
