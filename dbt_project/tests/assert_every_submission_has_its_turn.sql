-- Every submission in raw has its place in the order of speaking. Two that supersede each other would
-- drop out of it, and all they say with them.
select submission_id, supersedes_id
from {{ source('raw', 'submissions') }}
where submission_id not in (select submission_id from {{ ref('stg_submissions') }})
