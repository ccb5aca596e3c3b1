-- What happened to units: only rows that carry figures from one unit to another.
select
    -- ids
    event_id,
    from_code,
    to_code,

    -- strings
    event_type,

    -- numerics
    weight,

    -- dates
    effective_on
from {{ ref('org_unit_events') }}
where
    from_code is not null
    and to_code is not null
    and event_type in ('merged', 'split', 'moved', 'ended')
    and weight is not null
