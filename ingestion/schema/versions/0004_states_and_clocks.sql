-- being superseded is an event and no state: it silences nobody; a form has four clocks
alter table raw.events
drop constraint events_event_check,
drop constraint events_concern_one_thing,
add constraint events_event_check check (
    event in (
        'received', 'accepted', 'accepted_with_findings', 'waiting', 'quarantined', 'duplicate',
        'superseded', 'withdrawn', 'held',
        'window_opened', 'deadline_passed', 'late_window_ended', 'window_closed'
    )
),
add constraint events_concern_one_thing check (
    case
        when event in ('window_opened', 'deadline_passed', 'late_window_ended', 'window_closed')
            then submission_id is null and num_nulls(form, period, due_on) = 0
        else submission_id is not null and num_nonnulls(form, period, due_on) = 0
    end
);
drop index raw.events_deadline_once;
create unique index events_deadline_once on raw.events (event, form, period, due_on)
where submission_id is null;
comment on table raw.events is '报送所经历的事件（状态由事件推出），以及报送期限的四个日子';
comment on column raw.events.event is
'事件：received 收到，accepted 受理，accepted_with_findings 受理但有问题，waiting 待说明，quarantined 退回，'
'duplicate 重复，superseded 被更正（仍然有效），withdrawn 撤销，held 待核对；'
'window_opened 开始报送，deadline_passed 期限届满，late_window_ended 补报期满，window_closed 关账';
comment on column raw.events.submission_id is '报送编号；四个日子不涉及某一份报送，为空';
comment on column raw.events.form is '四个日子所涉的报表，其他事件为空';
comment on column raw.events.period is '四个日子所涉的报告期，其他事件为空';
comment on column raw.events.due_on is '那个日子：开始日、期限（当日仍算按时）、补报截止日、关账日；其他事件为空';

create or replace view raw.submissions as
with deciding as (
    select distinct on (submission_id)
        submission_id,
        event
    from raw.events
    where event not in ('received', 'superseded')
    order by submission_id asc, event_id desc
)

select
    filings.submission_id,
    deliveries.content_sha256,
    filings.sender_code,
    filings.form,
    filings.period,
    filings.kind,
    deliveries.received_at,
    coalesce(deciding.event, 'received') as state,
    filings.supersedes_id,
    deliveries.source_uri,
    deliveries.is_synthetic
from raw.filings
inner join raw.deliveries on filings.delivery_id = deliveries.delivery_id
left join deciding on filings.submission_id = deciding.submission_id;
