-- Lines of station registers as sent.
select
    -- ids
    station_line_id,
    submission_id,
    org_code,
    credit_code,

    -- strings
    station_name,
    host_name,
    type,
    grade,
    exit_kind,
    exit_reason,
    source_ref,

    -- dates
    approved_on,
    term_end,
    exited_on
from {{ source('raw', 'stations') }}
