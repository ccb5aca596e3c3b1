-- What happened to every submission, event by event: who, when, why.
select
    events.submission_id::varchar(64) as submission_id,
    row_number() over (partition by events.submission_id order by events.event_id)::integer as event_no,
    events.event::varchar(24) as event,
    (
        case events.event
            when 'received' then '收到' when 'accepted' then '受理' when 'accepted_with_findings' then '受理，有问题'
            when 'waiting' then '待说明' when 'quarantined' then '退回' when 'duplicate' then '重复'
            when 'superseded' then '被更正，其余仍有效' when 'withdrawn' then '撤销' when 'held' then '待核对'
        end
    )::varchar(24) as event_zh,
    events.actor::varchar(80) as actor,
    events.reason::varchar(1000) as reason,
    events.at::timestamptz as at
from {{ source('raw', 'events') }} as events
where events.submission_id is not null
