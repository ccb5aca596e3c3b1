-- Under which code, name and parent a unit stood, from a day on and until a day (half-open).
select
    -- ids
    org_code,
    code_then,
    parent_code,

    -- strings
    name_then,
    kind_then,
    source,
    confidence,

    -- dates
    valid_from,
    coalesce(valid_to, date 'infinity') as valid_to
from {{ ref('org_unit_versions') }}
