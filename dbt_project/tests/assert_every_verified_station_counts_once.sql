-- Every station of the register stands in exactly one unit of every year's tree, and the whole province
-- counts what its register lists: nobody is lost or counted twice on the way up.
with

roots as (
    select tree_day, org_code
    from {{ ref('int_station_ancestry') }}
    where steps = 0 and depth = 0
),

days as (
    select distinct tree_day from {{ ref('int_station_ancestry') }}
),

expected as (
    select
        days.tree_day,
        count(*) as stations_count
    from {{ ref('int_stations') }} as stations
    inner join days
        on stations.approved_on <= days.tree_day
        and coalesce(stations.exited_on > days.tree_day, true)
    where
        stations.type in (
            select members.member from {{ ref('indicator_members') }} as members
            where members.indicator = 'ws_total' and members.dimension = 'kind' and members.exhaustive
        )
        and stations.unverified_reason is null
        and stations.is_in_order
        and (stations.exited_on is not null or stations.exit_kind_as_sent is null)
    group by days.tree_day
),

published as (
    select
        roots.tree_day,
        sum(counts.register_count) as stations_count
    from {{ ref('int_station_counts') }} as counts
    inner join roots
        on counts.org_code = roots.org_code and counts.year = extract(year from roots.tree_day)
    where counts.measure = 'ws_total' and counts.grade = 'total' and counts.kind = 'total'
    group by roots.tree_day
)

select expected.tree_day, expected.stations_count as expected_count, published.stations_count as published_count
from expected
full outer join published on expected.tree_day = published.tree_day
where coalesce(expected.stations_count, 0) <> coalesce(published.stations_count, 0)
