-- ops: how the warehouse runs. Programs add rows and change none; old rows may be removed by the owner.
-- An older backup that is restored brings its `raw` back, under an `ops` of now: it is made anew with it.
drop schema if exists ops cascade;
create schema ops;
comment on schema ops is '运行层：任务、加工、检验、行数流转与告警，供工程师查看；只含运行情况，不含报送数据';

create table ops.task_events (
    task_event_id bigint generated always as identity primary key,
    dag_id text not null,
    run_id text not null,
    task_id text not null,
    map_index integer not null,
    try_number integer not null,
    event text not null check (event in ('running', 'success', 'skipped', 'up_for_retry', 'failed')),
    message text,
    at timestamptz not null default clock_timestamp()
);
create index task_events_by_run on ops.task_events (run_id, dag_id, task_id);
-- a task that looks now and then begins once, however often it looks
create unique index task_events_begin_once
on ops.task_events (dag_id, run_id, task_id, map_index, try_number) where event = 'running';
comment on table ops.task_events is '任务的每次开始与结束，由任务进程自己记录';
comment on column ops.task_events.task_event_id is '序号';
comment on column ops.task_events.dag_id is '流程';
comment on column ops.task_events.run_id is '流程的运行编号';
comment on column ops.task_events.task_id is '任务';
comment on column ops.task_events.map_index is '批次序号，不分批为 -1';
comment on column ops.task_events.try_number is '第几次尝试';
comment on column ops.task_events.event is
'running 开始，success 成功，skipped 跳过，up_for_retry 失败待重试，failed 失败';
comment on column ops.task_events.message is '失败原因';
comment on column ops.task_events.at is '时间';

create table ops.row_counts (
    row_count_id bigint generated always as identity primary key,
    run_id text not null,
    step text not null check (step in ('receive', 'decide', 'load', 'judge', 'hold', 'publish')),
    received bigint not null,
    accepted bigint not null,
    set_aside bigint not null,
    lost bigint generated always as (received - accepted - set_aside) stored,
    at timestamptz not null default clock_timestamp()
);
create index row_counts_by_run on ops.row_counts (run_id, step, row_count_id);
comment on table ops.row_counts is '每一步收到多少、采用多少、搁置多少；重做一步则再记一行';
comment on column ops.row_counts.row_count_id is '序号';
comment on column ops.row_counts.run_id is '批次编号，同 raw.nights';
comment on column ops.row_counts.step is '步骤，见 ops.row_flow';
comment on column ops.row_counts.received is '收到';
comment on column ops.row_counts.accepted is '采用';
comment on column ops.row_counts.set_aside is '搁置';
comment on column ops.row_counts.lost is '去向不明：收到减去采用与搁置，应为零';
comment on column ops.row_counts.at is '记录时间';

create table ops.alerts (
    alert_id text primary key,
    about text not null check (about in ('data', 'machinery')),
    audience text not null check (audience in ('office', 'operator', 'engineer')),
    org_code text,
    dag_id text,
    run_id text,
    task_id text,
    title text not null,
    message text not null,
    at timestamptz not null default clock_timestamp(),
    check ((about = 'machinery') = (audience = 'engineer')),
    check ((audience = 'office') = (org_code is not null))
);
create index alerts_by_time on ops.alerts (at);
comment on table ops.alerts is '告警：数据问题告知能更正的单位或数据管理员，机器故障告知工程师，两者从不混同';
comment on column ops.alerts.alert_id is '告警编号，由所告之事得出，同一事只记一次';
comment on column ops.alerts.about is 'data 数据问题，machinery 机器故障';
comment on column ops.alerts.audience is 'office 报送单位，operator 数据管理员，engineer 工程师';
comment on column ops.alerts.org_code is '应更正的报送单位的行政区划代码，仅用于 office';
comment on column ops.alerts.dag_id is '流程';
comment on column ops.alerts.run_id is '流程的运行编号，或批次编号';
comment on column ops.alerts.task_id is '任务';
comment on column ops.alerts.title is '标题';
comment on column ops.alerts.message is '内容';
comment on column ops.alerts.at is '时间';

create table ops.sendings (
    sending_id bigint generated always as identity primary key,
    alert_id text not null references ops.alerts on delete cascade,
    connection text not null,
    outcome text not null check (outcome in ('sent', 'failed', 'off')),
    message text,
    at timestamptz not null default clock_timestamp()
);
create index sendings_by_alert on ops.sendings (alert_id);
comment on table ops.sendings is '告警的每次发送；未配置发送连接时记为 off';
comment on column ops.sendings.sending_id is '序号';
comment on column ops.sendings.alert_id is '告警编号';
comment on column ops.sendings.connection is 'Airflow 连接名';
comment on column ops.sendings.outcome is 'sent 已发送，failed 发送失败，off 未配置';
comment on column ops.sendings.message is '失败原因';
comment on column ops.sendings.at is '时间';

-- the last row of a layer is asked for every night, among the results of all nights
create index dbt_results_of_layers on raw.dbt_results (unique_id, dbt_result_id)
where resource_type = 'layer';

create view ops.model_runs as
select run_id, layer, name as model, resource_type, status, seconds, rows, message, at
from raw.dbt_results
where resource_type not in ('test', 'unit_test', 'layer', 'operation');
comment on view ops.model_runs is '每次加工中各模型（含参考数据）的结果，每次每个模型一行';
comment on column ops.model_runs.run_id is '批次编号';
comment on column ops.model_runs.layer is '层';
comment on column ops.model_runs.model is '模型';
comment on column ops.model_runs.resource_type is 'model 模型，seed 参考数据';
comment on column ops.model_runs.status is '结果：success 成功，error 出错，skipped 因上游出错而跳过';
comment on column ops.model_runs.seconds is '耗时（秒）';
comment on column ops.model_runs.rows is '写入行数';
comment on column ops.model_runs.message is '信息';
comment on column ops.model_runs.at is '记录时间';

create view ops.test_runs as
select run_id, layer, name as test, status, seconds, failures, message, at
from raw.dbt_results
where resource_type in ('test', 'unit_test');
comment on view ops.test_runs is '每次加工中各检验的结果，每次每项检验一行';
comment on column ops.test_runs.run_id is '批次编号';
comment on column ops.test_runs.layer is '层';
comment on column ops.test_runs.test is '检验';
comment on column ops.test_runs.status is '结果：pass 通过，warn 提醒，fail 未通过，error 出错，skipped 跳过';
comment on column ops.test_runs.seconds is '耗时（秒）';
comment on column ops.test_runs.failures is '未通过的行数';
comment on column ops.test_runs.message is '信息';
comment on column ops.test_runs.at is '记录时间';

create view ops.task_runs as
with tries as (
    select
        dag_id,
        run_id,
        task_id,
        map_index,
        try_number,
        min(at) filter (where event = 'running') as began_at,
        max(at) filter (where event <> 'running') as ended_at,
        (array_agg(event order by task_event_id desc) filter (where event <> 'running'))[1] as ended_as,
        (array_agg(message order by task_event_id desc) filter (where event <> 'running'))[1] as message
    from ops.task_events
    group by dag_id, run_id, task_id, map_index, try_number
)

select
    dag_id,
    run_id,
    task_id,
    map_index,
    try_number,
    coalesce(
        ended_as,
        -- a try without an end, followed by another: its process was killed
        case
            when
                lead(try_number)
                    over (partition by dag_id, run_id, task_id, map_index order by try_number)
                is not null
                then 'killed'
            else 'running'
        end
    ) as state,
    began_at,
    ended_at,
    round(extract(epoch from ended_at - began_at), 3) as seconds,
    message
from tries;
comment on view ops.task_runs is '任务的每次尝试一行';
comment on column ops.task_runs.dag_id is '流程';
comment on column ops.task_runs.run_id is '流程的运行编号';
comment on column ops.task_runs.task_id is '任务';
comment on column ops.task_runs.map_index is '批次序号，不分批为 -1';
comment on column ops.task_runs.try_number is '第几次尝试';
comment on column ops.task_runs.state is
'running 进行中（或进程已被终止而尚未重试），success 成功，skipped 跳过，up_for_retry 失败待重试，failed 失败，'
'killed 进程被终止，后来重试';
comment on column ops.task_runs.began_at is '开始时间';
comment on column ops.task_runs.ended_at is '结束时间';
comment on column ops.task_runs.seconds is '耗时（秒）';
comment on column ops.task_runs.message is '失败原因';

create view ops.row_flow as
with latest as (
    select distinct on (run_id, step) *
    from ops.row_counts
    order by run_id asc, step asc, row_count_id desc
)

select
    latest.run_id,
    steps.place,
    latest.step,
    steps.counted,
    latest.received,
    latest.accepted,
    latest.set_aside,
    latest.lost,
    latest.at
from latest
inner join (
    values
    (1, 'receive', '文件：所见（含前夜未完成的） = 本夜处理 + 已知或不作为报送'),
    (2, 'decide', '报送：收到 = 受理 + 退回、重复或待人工'),
    (3, 'load', '陈述：读出 = 入库 + 重复报送中的'),
    (4, 'judge', '陈述（本次变动的报送）：入库 = 可用 + 按规则搁置'),
    (5, 'hold', '陈述（同上）：可用 = 采用 + 让位于更优先者、无所言或互相矛盾'),
    (6, 'publish', '汇总行：所建 = 已发布 + 暂停发布而留存的')
) as steps (place, step, counted) on latest.step = steps.step;
comment on view ops.row_flow is '每夜各步的行数流转，每夜每步一行（重做的步骤以最后一次为准）；lost 应恒为零';
comment on column ops.row_flow.run_id is '批次编号，同 raw.nights';
comment on column ops.row_flow.place is '步骤次序';
comment on column ops.row_flow.step is '步骤';
comment on column ops.row_flow.counted is '所数为何';
comment on column ops.row_flow.received is '收到';
comment on column ops.row_flow.accepted is '采用';
comment on column ops.row_flow.set_aside is '搁置';
comment on column ops.row_flow.lost is '去向不明，应为零';
comment on column ops.row_flow.at is '记录时间';

create view ops.nights as
with layers as (
    select
        run_id,
        min(at - seconds * interval '1 second') as build_began_at,
        sum(seconds) as build_seconds,
        max(at) filter (where layer = 'publish' and status = 'success') as published_at,
        (array_agg(layer order by dbt_result_id desc))[1] as last_layer,
        (array_agg(status order by dbt_result_id desc))[1] as last_status
    from raw.dbt_results
    where resource_type = 'layer'
    group by run_id
)

select
    run_id,
    nights.started_at,
    nights.ended_at as loaded_at,
    layers.build_began_at,
    layers.build_seconds,
    layers.published_at,
    case
        when layers.run_id is null then 'nothing_to_build'
        when layers.last_status not in ('success', 'held') then 'failed'
        when layers.last_layer <> 'publish' then 'building'
        when layers.last_status = 'held' then 'held'
        else 'published'
    end as outcome,
    nights.files_new,
    nights.received,
    nights.accepted,
    nights.quarantined,
    nights.duplicates,
    nights.held
from raw.nights
full outer join layers using (run_id);
comment on view ops.nights is '每夜一行：何时收件、入库、加工、发布，结果如何';
comment on column ops.nights.run_id is '批次编号';
comment on column ops.nights.started_at is '收件开始时间；仅重做加工时为空';
comment on column ops.nights.loaded_at is '入库完成时间';
comment on column ops.nights.build_began_at is '加工开始时间';
comment on column ops.nights.build_seconds is '各层加工耗时合计（秒），含重做';
comment on column ops.nights.published_at is '发布时间，未发布为空';
comment on column ops.nights.outcome is
'published 已发布，held 已加工而暂停发布，failed 最后一层失败，building 加工中或中断，nothing_to_build 未加工（无变化，或尚未开始）';
comment on column ops.nights.files_new is '本次读取的文件数';
comment on column ops.nights.received is '报送份数';
comment on column ops.nights.accepted is '受理份数';
comment on column ops.nights.quarantined is '退回份数';
comment on column ops.nights.duplicates is '重复份数';
comment on column ops.nights.held is '待人工份数';

create view ops.freshness as
with published as (
    select
        at,
        -- the fingerprint of what was built ends with how many events there were, and the last of them
        coalesce(substring(message from '(\d+)\)$')::bigint, 0) as last_event
    from raw.dbt_results
    where unique_id = 'layer.publish' and status = 'success' and resource_type = 'layer'
    order by dbt_result_id desc
    limit 1
),

aspects (place, aspect, label, last_at) as (
    select 1, 'arrived', '最近一份文件到达', (select max(received_at) from raw.deliveries)
    union all
    select 2, 'loaded', '最近一次入库完成', (select max(ended_at) from raw.nights)
    union all
    select 3, 'published', '最近一次发布', (select at from published)
)

select
    aspects.place,
    aspects.aspect,
    aspects.label,
    aspects.last_at,
    round(extract(epoch from now() - aspects.last_at) / 3600, 1) as age_hours,
    case when aspects.aspect = 'published' then (
        select count(*) from raw.events
        where events.event_id > coalesce((select last_event from published), 0)
    ) end as events_waiting
from aspects;
comment on view ops.freshness is '数据新旧：最近的到达、入库、发布各在何时，尚有多少变动未发布';
comment on column ops.freshness.place is '次序';
comment on column ops.freshness.aspect is 'arrived 到达，loaded 入库，published 发布';
comment on column ops.freshness.label is '说明';
comment on column ops.freshness.last_at is '最近时间，从未有过为空';
comment on column ops.freshness.age_hours is '距今小时数';
comment on column ops.freshness.events_waiting is '发布之后新增的事件数（仅 published 一行）';

do $$
begin
    if exists (select from pg_roles where rolname = 'warehouse_loader') then
        grant usage on schema ops to warehouse_loader;
        grant insert on all tables in schema ops to warehouse_loader;
        revoke insert on ops.model_runs, ops.test_runs, ops.task_runs, ops.row_flow, ops.nights,
        ops.freshness from warehouse_loader;
    end if;
    if exists (select from pg_roles where rolname = 'warehouse_transformer') then
        grant usage on schema ops to warehouse_transformer;
        grant select on all tables in schema ops to warehouse_transformer;
    end if;
    if exists (select from pg_roles where rolname = 'warehouse_monitor') then
        grant usage on schema ops to warehouse_monitor;
        grant select on all tables in schema ops to warehouse_monitor;
    end if;
end
$$;
revoke all on schema ops from public;
