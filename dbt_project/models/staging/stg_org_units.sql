-- Every unit there ever was, under its identity: its latest code.
select
    -- ids
    org_code,

    -- strings
    name,
    short_name,
    level,
    kind,
    aliases,

    -- numerics
    sort_order,

    -- booleans
    is_official,
    reporting_unit
from {{ ref('org_units') }}
