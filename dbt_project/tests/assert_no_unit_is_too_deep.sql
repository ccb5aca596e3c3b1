-- The roll-up climbs a fixed number of levels: a unit below them would silently be left out. Raise the
-- variable deepest_level when this fails.
select org_code, depth
from {{ ref('int_tree') }}
where depth > {{ var('deepest_level', 6) }}
