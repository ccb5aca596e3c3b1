-- What bench.submissions and bench.cells say, into raw.
drop index if exists raw.observations_by_submission, raw.observations_by_cell;

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
from bench.submissions
order by received_at, submission_id;

insert into raw.observations (
    submission_id, org_code, indicator, period, audience, grade, department, kind,
    scope, status, basis, state, value, lower, upper, source_ref
)
select * from bench.assertions order by submission_id;

create index observations_by_submission on raw.observations (submission_id);
create index observations_by_cell on raw.observations (period, indicator, org_code);
analyze raw.files, raw.deliveries, raw.filings, raw.events, raw.observations;
