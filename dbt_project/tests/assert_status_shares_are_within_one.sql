-- No rate above 100 %: what is in is a part of what is due, a unit's share a part of the province's,
-- and on a form and period no more units have reported than there are.
select org_code, form, period, cells_in, cells_due, completeness_by_count, value_share
from {{ ref('submission_status') }}
where
    cells_in > cells_due
    or completeness_by_count not between 0 and 1
    or (completeness_by_count is null) <> (cells_due = 0)
    or value_share not between 0 and 1
    or late_days < 0
    or (late_days > 0) <> (status = 'reported_late' and late_days is not null)
