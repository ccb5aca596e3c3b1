-- The zones that overlap other units, as far as that is in force by now.
select
    -- ids
    zone_code,
    covered_code,

    -- strings
    source,

    -- numerics
    share,

    -- booleans
    reported_separately,

    -- dates
    valid_from,
    {{ in_force_until('valid_to') }} as valid_to
from {{ ref('zone_bridge') }}
where {{ is_in_force('valid_from') }}
