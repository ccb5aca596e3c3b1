-- Stations as entities: one row for all lines that name the same one. Each column holds the latest
-- line that says something: a register of a later year before one of an earlier, within a year the
-- office of the station's unit before another's, then the latest word. A blank erases nothing.
-- A station belongs to the lowest unit under which somebody lists it.
with

lines as (
    select lines.*, ancestry.depth
    from {{ ref('int_station_lines') }} as lines
    inner join {{ ref('int_station_ancestry') }} as ancestry
        on lines.org_code = ancestry.org_code and lines.last_day = ancestry.tree_day and ancestry.steps = 0
    where lines.set_aside is null
),

homes as (
    select distinct on (station_id) station_id, org_code as home_code, last_day as home_day
    from lines
    order by
        station_id, depth desc, last_day desc,
        (sender_code is distinct from org_code), speaks_at desc, correction_depth desc, submission_id desc, station_line_id desc
),

ranked as (
    select
        lines.*,
        homes.home_code,
        homes.home_day,
        row_number() over (
            partition by lines.station_id
            order by
                lines.is_narrative,
                lines.last_day desc,
                (lines.sender_code is distinct from homes.home_code),
                lines.speaks_at desc,
                lines.correction_depth desc,
                lines.submission_id desc,
                lines.station_line_id desc
        ) as place
    from lines
    inner join homes on lines.station_id = homes.station_id
),

elsewhere as (
    -- listed under units of which none is above another, though both existed
    select ranked.station_id, count(distinct ranked.org_code) as conflicting_units_count
    from ranked
    inner join {{ ref('int_station_ancestry') }} as existed
        on ranked.org_code = existed.org_code and ranked.home_day = existed.tree_day and existed.steps = 0
    left join {{ ref('int_station_ancestry') }} as above
        on ranked.home_code = above.org_code
        and ranked.home_day = above.tree_day
        and ranked.org_code = above.ancestor_code
    where above.org_code is null
    group by ranked.station_id
),

cities as (
    select homes.station_id, max(above.ancestor_code) as city_code
    from homes
    inner join {{ ref('int_station_ancestry') }} as above
        on homes.home_code = above.org_code and homes.home_day = above.tree_day
    inner join {{ ref('stg_org_units') }} as units on above.ancestor_code = units.org_code and units.level = 'city'
    group by homes.station_id
),

entities as (
    select
        station_id,
        min(unverified_reason) as unverified_reason,
        min(home_code) as org_code,
        {% for column in [
            'credit_code', 'type', 'type_as_sent', 'grade', 'grade_as_sent', 'station_name', 'host_name',
            'approved_on', 'term_end', 'exited_on', 'exit_kind', 'exit_kind_as_sent', 'exit_reason', 'name_key',
            'host_key', 'submission_id', 'source_ref'
        ] -%}
        (array_agg({{ column }} order by place) filter (where {{ column }} is not null))[1] as {{ column }},
        {% endfor -%}
        min(term_end) as first_term_end,
        count(distinct sender_code) as listed_by_count,
        count(*) as lines_count,
        (min(received_at) at time zone 'Asia/Shanghai')::date as first_listed_on,
        min(period_year) as first_listed_year,
        max(period_year) as last_listed_year
    from ranked
    group by station_id
)

select
    entities.*,
    cities.city_code,
    coalesce(elsewhere.conflicting_units_count, 0) as conflicting_units_count,
    coalesce(entities.exited_on >= entities.approved_on, true) as is_in_order
from entities
left join cities on entities.station_id = cities.station_id
left join elsewhere on entities.station_id = elsewhere.station_id
