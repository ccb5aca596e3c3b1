-- Where a station counts in each year: the lowest unit under which it was listed, in the tree of that
-- year's end. Of several, the one listed by then and last; where none existed, the nearest above one.
with

days as (
    select distinct tree_day from {{ ref('int_station_ancestry') }}
),

candidates as (
    select
        lines.station_id,
        lines.station_line_id,
        lines.submission_id,
        lines.last_day,
        lines.speaks_at,
        lines.correction_depth,
        above.ancestor_code as org_code,
        above.steps,
        above.depth - above.steps as depth,
        (lines.sender_code is distinct from lines.org_code) as is_anothers
    from {{ ref('int_station_lines') }} as lines
    inner join {{ ref('int_station_ancestry') }} as above
        on lines.org_code = above.org_code and lines.last_day = above.tree_day
    where lines.set_aside is null
)

select distinct on (candidates.station_id, days.tree_day)
    candidates.station_id,
    days.tree_day,
    extract(year from days.tree_day)::integer as year,
    candidates.org_code
from candidates
cross join days
inner join {{ ref('int_station_ancestry') }} as existing
    on candidates.org_code = existing.org_code and days.tree_day = existing.tree_day and existing.steps = 0
order by
    candidates.station_id,
    days.tree_day,
    (candidates.steps > 0),
    candidates.depth desc,
    (candidates.last_day > days.tree_day),
    abs(candidates.last_day - days.tree_day),
    candidates.is_anothers,
    candidates.speaks_at desc,
    candidates.correction_depth desc,
    candidates.submission_id desc,
    candidates.station_line_id desc
