-- Who stood above whom, for the units that transfers name and on the days that they name: the roll-up
-- knows only the days of figures. A unit that did not exist on a day has no row for it.
with recursive

named as (
    select distinct last_day, org_code from {{ ref('int_transfer_identities') }}
),

climbed as (
    select
        named.last_day as tree_day,
        named.org_code,
        named.org_code as ancestor_code,
        versions.parent_code
    from named
    inner join {{ ref('stg_org_unit_versions') }} as versions
        on named.org_code = versions.org_code
        and named.last_day >= versions.valid_from
        and named.last_day < versions.valid_to

    union

    select
        climbed.tree_day,
        climbed.org_code,
        versions.org_code as ancestor_code,
        versions.parent_code
    from climbed
    inner join {{ ref('stg_org_unit_versions') }} as versions
        on climbed.parent_code = versions.org_code
        and climbed.tree_day >= versions.valid_from
        and climbed.tree_day < versions.valid_to
)

select tree_day, org_code, ancestor_code
from climbed
