-- Deadlines that a night has noted as passed: no rule looks at a clock.
select
    -- strings
    form,
    period,

    -- dates
    due_on,

    -- timestamps
    at
from {{ source('raw', 'events') }}
where event = 'deadline_passed'
