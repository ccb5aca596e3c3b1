-- What the register says of stations at a year's end and within the year, beside what was reported: one
-- row per unit, year and figure. The count is of stations whose key and dates are sound. What it may be
-- off by stands in its interval: at least without those that may be another's earlier grade; at most with
-- those whose code, type, grade or dates are in doubt, and open above until the register is complete.
with

measures as (
    select distinct
        codes.indicator as measure,
        codes.grade,
        codes.kind
    from {{ ref('indicator_codes') }} as codes
    inner join {{ ref('stock_flows') }} as flows
        on flows.stock = 'ws_total' and codes.indicator in (flows.stock, flows.indicator)
    where codes.audience = 'total' and codes.department = 'total'

    union all

    -- all exits, however they are called: what the balance of the register needs
    select 'closed' as measure, 'total' as grade, 'total' as kind
),

siblings as (
    select station_id from {{ ref('int_station_duplicates') }} where reason = 'same_code_other_grade'
    union
    select other_station_id from {{ ref('int_station_duplicates') }} where reason = 'same_code_other_grade'
),

types as (
    select member, bool_or(exhaustive) as exhaustive
    from {{ ref('indicator_members') }}
    where indicator = 'ws_total' and dimension = 'kind'
    group by member
),

exits as (
    select distinct exit_kind, indicator
    from {{ ref('station_exit_kinds') }}
),

stations as (
    select
        stations.*,
        homes.org_code as home_code,
        homes.tree_day as year_end,
        make_date(homes.year, 1, 1) - 1 as year_start,
        homes.year,
        exits.indicator as exit_measure,
        coalesce(members.exhaustive, stations.type is null) as is_of_the_whole,
        siblings.station_id is not null as has_sibling,
        stations.exited_on is not null or stations.exit_kind_as_sent is not null as has_left,
        stations.unverified_reason is null
        and stations.approved_on is not null
        and stations.is_in_order
        and (stations.exited_on is not null or stations.exit_kind_as_sent is null) as is_sound
    from {{ ref('int_stations') }} as stations
    inner join {{ ref('int_station_homes') }} as homes on stations.station_id = homes.station_id
    left join types as members on stations.type = members.member
    left join exits on stations.exit_kind = exits.exit_kind
    left join siblings on stations.station_id = siblings.station_id
),

what_happened as (
    select
        *,
        coalesce(approved_on <= year_end, true)
        and (coalesce(exited_on > year_end, true) or not is_in_order) as stands_at_end,
        coalesce(approved_on <= year_start, true)
        and (coalesce(exited_on > year_start, true) or not is_in_order) as stood_at_start,
        coalesce(extract(year from approved_on) = year, true) or not is_in_order as is_new,
        has_left and (coalesce(extract(year from exited_on) = year, true) or not is_in_order) as is_closed
    from stations
),

events as (
    select happened.*, 'ws_total' as measure, true as is_named
    from what_happened as happened
    where happened.stands_at_end

    union all

    select happened.*, 'ws_opening' as measure, true as is_named
    from what_happened as happened
    where happened.stood_at_start

    union all

    select happened.*, 'ws_new' as measure, true as is_named
    from what_happened as happened
    where happened.is_new

    union all

    select happened.*, 'closed' as measure, true as is_named
    from what_happened as happened
    where happened.is_closed

    union all

    select happened.*, flows.indicator as measure, happened.exit_measure is not null as is_named
    from what_happened as happened
    inner join {{ ref('stock_flows') }} as flows
        on flows.stock = 'ws_total'
        and flows.role = 'decrease'
        and coalesce(happened.exit_measure = flows.indicator, true)
    where happened.is_closed
),

climbed as (
    select
        above.ancestor_code as org_code,
        events.year,
        measures.measure,
        measures.grade,
        measures.kind,
        events.credit_code,
        events.type,
        events.has_sibling,
        events.is_sound and events.is_named as counts
    from events
    inner join measures
        on events.measure = measures.measure
        and (measures.grade = 'total' or coalesce(events.grade = measures.grade, true))
        and case measures.kind when 'total' then events.is_of_the_whole else coalesce(events.type = measures.kind, true) end
    inner join {{ ref('int_station_ancestry') }} as above
        on events.home_code = above.org_code and events.year_end = above.tree_day
),

counted as (
    select
        org_code,
        year,
        measure,
        grade,
        kind,
        count(*) filter (where counts) as register_count,
        count(*) filter (where counts and not has_sibling)
        + case
            when measure in ('ws_total', 'ws_opening') and grade = 'total'
                then count(distinct credit_code || '/' || type) filter (where counts and has_sibling)
            else 0
        end as register_lower,
        count(*) as register_possible
    from climbed
    group by org_code, year, measure, grade, kind
),

reported as (
    select
        rollup.org_code,
        left(rollup.period, 4)::integer as year,
        rollup.indicator as measure,
        rollup.grade,
        rollup.kind,
        rollup.total,
        rollup.lower,
        rollup.upper,
        rollup.method
    from {{ ref('int_rollup') }} as rollup
    inner join measures
        on rollup.indicator = measures.measure and rollup.grade = measures.grade and rollup.kind = measures.kind
    where
        rollup.boundary = 'period'
        and length(rollup.period) = 4
        and rollup.audience = 'total'
        and rollup.department = 'total'
        and rollup.total is not null
),

heard as (
    -- where the register can say something: lines, or a register sent, or complete beside a report
    select org_code, year from counted
    union
    select org_code, year from {{ ref('int_register_complete') }} where in_count > 0
    union
    select complete.org_code, complete.year
    from {{ ref('int_register_complete') }} as complete
    inner join reported on complete.org_code = reported.org_code and complete.year = reported.year
    where complete.is_complete
),

beside as (
    select
        heard.org_code,
        heard.year,
        measures.measure,
        measures.grade,
        measures.kind,
        complete.is_complete as register_is_complete,
        coalesce(counted.register_count, 0) as register_count,
        coalesce(counted.register_lower, 0) as register_lower,
        case when complete.is_complete then coalesce(counted.register_possible, 0) end as register_upper,
        reported.total as reported,
        reported.lower as reported_lower,
        reported.upper as reported_upper,
        reported.method as reported_method
    from heard
    cross join measures
    inner join {{ ref('int_register_complete') }} as complete
        on heard.org_code = complete.org_code and heard.year = complete.year
    left join counted
        on heard.org_code = counted.org_code
        and heard.year = counted.year
        and measures.measure = counted.measure
        and measures.grade = counted.grade
        and measures.kind = counted.kind
    left join reported
        on heard.org_code = reported.org_code
        and heard.year = reported.year
        and measures.measure = reported.measure
        and measures.grade = reported.grade
        and measures.kind = reported.kind
),

compared as (
    select
        *,
        reported_lower - register_upper as gap_lower,
        reported_upper - register_lower as gap_upper
    from beside
)

select
    *,
    case when reported is not null then {{ gap_verdict('gap_lower', 'gap_upper') }} end as verdict
from compared
