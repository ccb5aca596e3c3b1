-- The report of a unit that said nothing of 2024, in one submission.
truncate bench.submissions;

insert into bench.submissions
select 'bench-2024-' || org_code, null, timestamptz '2025-03-01 09:00:00+08', 1, units.*
from bench.units as units
where year = 2024 and org_code = %(unit)s;

insert into raw.files
select encode(sha256(submission_id::bytea), 'hex'), 1, 'text/csv', received_at from bench.submissions;

insert into raw.deliveries
select submission_id, encode(sha256(submission_id::bytea), 'hex'), 'bench:' || submission_id, received_at, true, 'bench'
from bench.submissions;

insert into raw.filings
select submission_id, submission_id, code_then, 'literacy', year::text, 'snapshot', supersedes_id
from bench.submissions;

insert into raw.events (submission_id, event, actor, reason, at)
select submission_id, 'accepted', 'bench', 'made up', received_at
from bench.submissions;

insert into raw.observations (
    submission_id, org_code, indicator, period, audience, grade, department, kind,
    scope, status, basis, state, value, lower, upper, source_ref
)
select * from bench.assertions;
