-- how and why a figure was edited: by row, beside the person and reason of the whole submission,
-- which stand in its event `received`
alter table raw.observations
add column method text,
add column reason text;
comment on column raw.observations.method is '调整方法代码，仅用于 edit；见参考数据 edit_methods';
comment on column raw.observations.reason is '该单元的调整原因，仅用于 edit';

-- a deadline concerns a form and a period, not a submission
alter table raw.events
alter column submission_id drop not null,
add column form text,
add column period text,
add column due_on date,
drop constraint events_event_check,
add constraint events_event_check check (
    event in (
        'received', 'accepted', 'accepted_with_findings', 'quarantined', 'duplicate',
        'withdrawn', 'held', 'deadline_passed'
    )
),
add constraint events_concern_one_thing check (
    case
        when event = 'deadline_passed' then submission_id is null and num_nulls(form, period, due_on) = 0
        else submission_id is not null and num_nonnulls(form, period, due_on) = 0
    end
);
-- once for a form, period and day, however often a night is repeated
create unique index events_deadline_once on raw.events (form, period, due_on)
where event = 'deadline_passed';
comment on table raw.events is '报送所经历的事件（状态由事件推出），以及报送期限的届满';
comment on column raw.events.submission_id is '报送编号；期限届满不涉及某一份报送，为空';
comment on column raw.events.form is '期限届满的报表，其他事件为空';
comment on column raw.events.period is '期限届满的报告期，其他事件为空';
comment on column raw.events.due_on is '届满的期限（该日仍算按时），其他事件为空';
