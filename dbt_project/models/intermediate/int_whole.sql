-- From one day to another, the units at and below which everything is what it was: the same units, and
-- none that gave figures to another or took any. Figures with scope inclusive or unknown may only be
-- carried between days where this holds.
with

below as (
    select
        tree_day,
        ancestor_code as org_code,
        md5(string_agg(org_code, ',' order by org_code)) as units
    from {{ ref('int_ancestry') }}
    group by tree_day, ancestor_code
),

touched as (
    select distinct
        changed.from_day,
        changed.to_day,
        ancestry.ancestor_code as org_code
    from {{ ref('int_changed') }} as changed
    inner join {{ ref('int_ancestry') }} as ancestry
        on changed.org_code = ancestry.org_code and ancestry.tree_day in (changed.from_day, changed.to_day)
)

select
    day_pairs.from_day,
    day_pairs.to_day,
    then_below.org_code
from {{ ref('int_day_pairs') }} as day_pairs
inner join below as then_below on day_pairs.from_day = then_below.tree_day
inner join below as now_below
    on day_pairs.to_day = now_below.tree_day
    and then_below.org_code = now_below.org_code
    and then_below.units = now_below.units
left join touched
    on day_pairs.from_day = touched.from_day
    and day_pairs.to_day = touched.to_day
    and then_below.org_code = touched.org_code
where touched.org_code is null
