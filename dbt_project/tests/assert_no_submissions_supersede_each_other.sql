{{ config(severity='warn') }}
-- No chain of corrections runs in a circle. In a circle nobody is the later word: the arrival decides,
-- and somebody should know.
with recursive

chains as (
    select submission_id, supersedes_id, array[submission_id] as passed
    from {{ source('raw', 'submissions') }}
    where supersedes_id is not null

    union all

    select chains.submission_id, before.supersedes_id, chains.passed || before.submission_id
    from chains
    inner join {{ source('raw', 'submissions') }} as before
        on chains.supersedes_id = before.submission_id and not before.submission_id = any(chains.passed)
    where before.supersedes_id is not null
)

select submission_id
from chains
where supersedes_id = submission_id
