-- The tree of each year's last day for the years of registers and of reported stations: every unit with
-- itself and all above it, and its depth. (int_ancestry holds only days that figures speak of.)
with recursive

days as (
    select distinct last_day as tree_day
    from {{ ref('int_station_lines') }}
    where set_aside is null

    union

    select distinct periods.last_day
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_periods') }} as periods on submissions.period = periods.period
    where submissions.form = 'station_register' and submissions.is_accepted

    union

    select distinct periods.last_day
    from {{ ref('int_rollup') }} as rollup
    inner join {{ ref('stg_periods') }} as periods
        on rollup.period = periods.period and periods.period_type = 'annual'
    where rollup.indicator in (
            select flows.stock from {{ ref('stock_flows') }} as flows
            union
            select flows.indicator from {{ ref('stock_flows') }} as flows
        )
),

standing as (
    select days.tree_day, versions.org_code, versions.parent_code
    from days
    inner join {{ ref('stg_org_unit_versions') }} as versions
        on days.tree_day >= versions.valid_from and days.tree_day < versions.valid_to
),

climbed as (
    select tree_day, org_code, org_code as ancestor_code, 0 as steps
    from standing

    union all

    select climbed.tree_day, climbed.org_code, standing.parent_code, climbed.steps + 1
    from climbed
    inner join standing
        on climbed.tree_day = standing.tree_day and climbed.ancestor_code = standing.org_code
    where standing.parent_code is not null
)

select
    tree_day,
    org_code,
    ancestor_code,
    steps,
    max(steps) over (partition by tree_day, org_code) as depth
from climbed
