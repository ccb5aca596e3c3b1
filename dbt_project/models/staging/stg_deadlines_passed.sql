-- Days of forms that a night has noted as passed (opened, due, late until, closed): no rule looks at a
-- clock.
select
    -- strings
    event,
    form,
    period,

    -- dates
    due_on,

    -- timestamps
    at
from {{ source('raw', 'events') }}
where submission_id is null
