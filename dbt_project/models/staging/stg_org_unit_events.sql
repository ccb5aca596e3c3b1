-- What happened to units: only rows that carry figures from one unit to another, and only sound ones.
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
from {{ ref('stg_org_unit_event_lines') }}
where carries_figures and fault is null
