-- Nine earlier reports before each first one, all superseded. What has come late since is none of them.
truncate bench.submissions;

insert into bench.submissions
select
    known.submission_id || '-' || earlier.no,
    null,
    known.received_at - earlier.no * interval '1 day',
    100 + earlier.no,
    known.org_code,
    known.code_then,
    known.level,
    known.year,
    known.unit_no,
    known.has_children
from bench.first_submissions as known
cross join generate_series(1, 9) as earlier (no);
