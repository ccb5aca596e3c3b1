-- raw: what arrived, as it arrived. Append-only for everybody; readable by dbt, not by analysts.
comment on schema raw is '原始层：收到什么就存什么，只增不改';

create table raw.files (
    content_sha256 text primary key check (content_sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint not null check (bytes >= 0),
    media_type text not null,
    first_seen_at timestamptz not null
);
comment on table raw.files is '文件内容，每种内容一行，按哈希归档';
comment on column raw.files.content_sha256 is '内容的 SHA-256';
comment on column raw.files.bytes is '字节数';
comment on column raw.files.media_type is '按内容识别的文件类型';
comment on column raw.files.first_seen_at is '首次收到的时间';

create table raw.deliveries (
    delivery_id text primary key,
    content_sha256 text not null references raw.files,
    source_uri text not null,
    received_at timestamptz not null,
    is_synthetic boolean not null,
    landing text not null
);
create index deliveries_by_source on raw.deliveries (source_uri);
comment on table raw.deliveries is '一次送达：某处的某个文件以某种内容出现一次';
comment on column raw.deliveries.delivery_id is '送达编号';
comment on column raw.deliveries.content_sha256 is '内容的 SHA-256';
comment on column raw.deliveries.source_uri is '文件来源地址';
comment on column raw.deliveries.received_at is '到达时间：收件处首次出现的时间，或清单所载时间';
comment on column raw.deliveries.is_synthetic is '是否为合成（虚构）数据';
comment on column raw.deliveries.landing is '收件处';

create table raw.filings (
    submission_id text primary key,
    delivery_id text not null references raw.deliveries,
    sender_code text,
    form text not null,
    period text,
    kind text not null check (kind in ('snapshot', 'patch', 'edit')),
    supersedes_id text
);
create index filings_by_delivery on raw.filings (delivery_id);
create index filings_by_sender on raw.filings (sender_code, form, period);
comment on table raw.filings is '一份报送：送达 × 报送单位 × 报表 × 报告期';
comment on column raw.filings.submission_id is '报送编号';
comment on column raw.filings.delivery_id is '送达编号';
comment on column raw.filings.sender_code is '报送单位的行政区划代码，无法确定时为空';
comment on column raw.filings.form is '报表代号；report 为文字材料，report_review 为待人工核对的文字材料';
comment on column raw.filings.period is '报告期，无法确定时为空';
comment on column raw.filings.kind is 'snapshot 全量，patch 补充或更正，edit 调整';
comment on column raw.filings.supersedes_id is '所接续或更正的报送编号';

create table raw.events (
    event_id bigint generated always as identity primary key,
    submission_id text not null,
    event text not null check (
        event in (
            'received', 'accepted', 'accepted_with_findings', 'quarantined', 'duplicate',
            'withdrawn', 'held'
        )
    ),
    actor text not null,
    reason text,
    at timestamptz not null default now()
);
create index events_by_submission on raw.events (submission_id, event_id);
comment on table raw.events is '报送所经历的事件，状态由事件推出';
comment on column raw.events.event_id is '事件序号';
comment on column raw.events.submission_id is '报送编号';
comment on column raw.events.event is '事件';
comment on column raw.events.actor is '经手人或程序';
comment on column raw.events.reason is '原因';
comment on column raw.events.at is '发生时间';

create table raw.observations (
    observation_id bigint generated always as identity primary key,
    submission_id text not null,
    org_code text,
    indicator text not null,
    period text,
    audience text not null default 'total',
    grade text not null default 'total',
    department text not null default 'total',
    kind text not null default 'total',
    scope text not null check (scope in ('own', 'inclusive', 'unknown')),
    status text not null check (status in ('actual', 'plan', 'estimate')),
    basis text not null check (basis in ('period', 'ytd')),
    state text not null check (
        state in ('value', 'zero', 'not_applicable', 'not_collected', 'masked', 'erased')
    ),
    value numeric,
    lower numeric,
    upper numeric,
    source_ref text not null,
    quote text,
    unit_printed text,
    rule_id text,
    check (state in ('value', 'zero') or coalesce(value, lower, upper) is null),
    check (state <> 'value' or coalesce(value, lower, upper) is not null),
    check (state <> 'zero' or (value = 0 and lower = 0 and upper = 0)),
    check (lower <= upper)
);
create index observations_by_submission on raw.observations (submission_id);
create index observations_by_cell on raw.observations (period, indicator, org_code);
comment on table raw.observations is '一项报送对统计立方体中一个单元的一次陈述';
comment on column raw.observations.observation_id is '陈述序号';
comment on column raw.observations.submission_id is '报送编号';
comment on column raw.observations.org_code is '所述单位的行政区划代码（按报送原样，可能为旧代码）';
comment on column raw.observations.indicator is '指标代码';
comment on column raw.observations.period is '所述时期';
comment on column raw.observations.audience is '对象，total 为合计';
comment on column raw.observations.grade is '级别，total 为合计';
comment on column raw.observations.department is '部门，total 为合计';
comment on column raw.observations.kind is '类别，total 为合计';
comment on column raw.observations.scope is '口径：own 本级，inclusive 含下级，unknown 不明';
comment on column raw.observations.status is '性质：actual 实际，plan 计划，estimate 预计';
comment on column raw.observations.basis is '期内 period 或累计 ytd';
comment on column raw.observations.state is
'状态：value 数值，zero 零，not_applicable 不适用，not_collected 未统计，masked 数字被遮盖，erased 作废';
comment on column raw.observations.value is '数值（基本单位）';
comment on column raw.observations.lower is '措辞所支持区间的下限，空为不封闭';
comment on column raw.observations.upper is '措辞所支持区间的上限，空为不封闭';
comment on column raw.observations.source_ref is '出处：工作表与单元格，或字符位置';
comment on column raw.observations.quote is '原文';
comment on column raw.observations.unit_printed is '原文所印计量单位';
comment on column raw.observations.rule_id is '得出该陈述所用的规则或报表行';

create table raw.stations (
    station_line_id bigint generated always as identity primary key,
    submission_id text not null,
    org_code text,
    station_name text not null,
    host_name text,
    credit_code text,
    type text,
    grade text,
    approved_on date,
    term_end date,
    exited_on date,
    exit_kind text,
    source_ref text not null
);
create index stations_by_submission on raw.stations (submission_id);
comment on table raw.stations is '工作站名册的一行（按报送原样）';
comment on column raw.stations.station_line_id is '行序号';
comment on column raw.stations.submission_id is '报送编号';
comment on column raw.stations.org_code is '工作站所在单位的行政区划代码';
comment on column raw.stations.station_name is '工作站名称';
comment on column raw.stations.host_name is '建站单位';
comment on column raw.stations.credit_code is '建站单位统一社会信用代码';
comment on column raw.stations.type is '工作站类型';
comment on column raw.stations.grade is '工作站级别';
comment on column raw.stations.approved_on is '批准日期';
comment on column raw.stations.term_end is '期满日期';
comment on column raw.stations.exited_on is '退出日期';
comment on column raw.stations.exit_kind is '退出方式';
comment on column raw.stations.source_ref is '出处';

create table raw.transfers (
    transfer_line_id bigint generated always as identity primary key,
    submission_id text not null,
    payer_code text,
    payee_code text,
    purpose text not null,
    period text,
    amount_yuan numeric,
    side text not null check (side in ('payer', 'payee')),
    source_ref text not null
);
create index transfers_by_submission on raw.transfers (submission_id);
comment on table raw.transfers is '经费拨付表的一行（按报送原样）';
comment on column raw.transfers.transfer_line_id is '行序号';
comment on column raw.transfers.submission_id is '报送编号';
comment on column raw.transfers.payer_code is '拨款单位的行政区划代码';
comment on column raw.transfers.payee_code is '收款单位的行政区划代码';
comment on column raw.transfers.purpose is '用途';
comment on column raw.transfers.period is '期间';
comment on column raw.transfers.amount_yuan is '金额（元）';
comment on column raw.transfers.side is '哪一方所报：payer 拨出方，payee 收款方';
comment on column raw.transfers.source_ref is '出处';

create table raw.findings (
    finding_id bigint generated always as identity primary key,
    submission_id text not null,
    rule_id text not null,
    severity text not null check (severity in ('强制性', '核实性', '提示性')),
    source_ref text not null,
    message_zh text not null,
    expected text not null default '',
    found text not null default '',
    org_code text
);
create index findings_by_submission on raw.findings (submission_id);
comment on table raw.findings is '审核发现的问题，每个问题一行';
comment on column raw.findings.finding_id is '问题序号';
comment on column raw.findings.submission_id is '报送编号';
comment on column raw.findings.rule_id is '规则代号';
comment on column raw.findings.severity is '强制性（必须更正）、核实性（更正或说明）、提示性（提醒）';
comment on column raw.findings.source_ref is '位置';
comment on column raw.findings.message_zh is '说明';
comment on column raw.findings.expected is '应为';
comment on column raw.findings.found is '实为';
comment on column raw.findings.org_code is '所涉单位的行政区划代码';

create table raw.dbt_results (
    dbt_result_id bigint generated always as identity primary key,
    run_id text not null,
    unique_id text not null,
    resource_type text not null,
    name text not null,
    layer text,
    status text not null,
    seconds numeric,
    rows bigint,
    failures bigint,
    message text,
    at timestamptz not null default now()
);
create index dbt_results_by_run on raw.dbt_results (run_id);
comment on table raw.dbt_results is '每次加工中各模型与检验的结果';
comment on column raw.dbt_results.dbt_result_id is '序号';
comment on column raw.dbt_results.run_id is '批次编号';
comment on column raw.dbt_results.unique_id is '模型或检验的唯一名';
comment on column raw.dbt_results.resource_type is '资源类型';
comment on column raw.dbt_results.name is '名称';
comment on column raw.dbt_results.layer is '层';
comment on column raw.dbt_results.status is '结果';
comment on column raw.dbt_results.seconds is '耗时（秒）';
comment on column raw.dbt_results.rows is '行数';
comment on column raw.dbt_results.failures is '未通过的行数';
comment on column raw.dbt_results.message is '信息';
comment on column raw.dbt_results.at is '记录时间';

create table raw.nights (
    run_id text primary key,
    landing text not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    files_seen integer not null,
    files_ignored integer not null,
    files_known integer not null,
    files_new integer not null,
    received integer not null,
    accepted integer not null,
    accepted_with_findings integer not null,
    quarantined integer not null,
    duplicates integer not null,
    held integer not null,
    check (received = accepted + quarantined + duplicates + held),
    check (accepted_with_findings <= accepted)
);
comment on table raw.nights is '每夜收件一行：收到多少、如何处理';
comment on column raw.nights.run_id is '批次编号';
comment on column raw.nights.landing is '收件处';
comment on column raw.nights.started_at is '开始时间';
comment on column raw.nights.ended_at is '结束时间';
comment on column raw.nights.files_seen is '收件处所见文件数';
comment on column raw.nights.files_ignored is '不作为报送的文件数（临时文件、清单等）';
comment on column raw.nights.files_known is '以前已经收过、没有变化的文件数';
comment on column raw.nights.files_new is '本次读取的文件数';
comment on column raw.nights.received is '报送份数';
comment on column raw.nights.accepted is '受理份数（含带问题受理）';
comment on column raw.nights.accepted_with_findings is '其中带问题受理的份数';
comment on column raw.nights.quarantined is '退回（隔离）份数';
comment on column raw.nights.duplicates is '重复份数';
comment on column raw.nights.held is '待人工核对份数';

create view raw.submissions as
with deciding as (
    select distinct on (submission_id)
        submission_id,
        event
    from raw.events
    where event <> 'received'
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
comment on view raw.submissions is '报送：送达 × 报送单位 × 报表 × 报告期，状态取最近一次决定性事件';
comment on column raw.submissions.submission_id is '报送编号';
comment on column raw.submissions.content_sha256 is '内容的 SHA-256';
comment on column raw.submissions.sender_code is '报送单位的行政区划代码';
comment on column raw.submissions.form is '报表代号';
comment on column raw.submissions.period is '报告期';
comment on column raw.submissions.kind is 'snapshot 全量，patch 补充或更正，edit 调整';
comment on column raw.submissions.received_at is '到达时间';
comment on column raw.submissions.state is '状态';
comment on column raw.submissions.supersedes_id is '所接续或更正的报送编号';
comment on column raw.submissions.source_uri is '文件来源地址';
comment on column raw.submissions.is_synthetic is '是否为合成（虚构）数据';

create function raw.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'raw.% is append-only: record an event or send a correction instead.', tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;
comment on function raw.refuse_change() is '拒绝任何修改与删除';

-- after a large night the planner must not work on the figures of an empty table
create function raw.refresh_statistics() returns void language plpgsql security definer
set search_path = pg_catalog as $$
declare
    one record;
begin
    for one in select tablename from pg_tables where schemaname = 'raw' loop
        execute format('analyze raw.%I', one.tablename);
    end loop;
end
$$;
comment on function raw.refresh_statistics() is '更新原始层各表的统计信息';
revoke all on function raw.refresh_statistics() from public;

do $$
declare
    guarded text;
begin
    foreach guarded in array array[
        'files', 'deliveries', 'filings', 'events', 'observations', 'stations', 'transfers',
        'findings', 'dbt_results', 'nights'
    ] loop
        execute format(
            'create trigger append_only before update or delete or truncate on raw.%I '
            'for each statement execute function raw.refuse_change()', guarded
        );
        if exists (select from pg_roles where rolname = 'warehouse_loader') then
            execute format('grant insert on raw.%I to warehouse_loader', guarded);
        end if;
    end loop;
    if exists (select from pg_roles where rolname = 'warehouse_loader') then
        grant usage on schema raw to warehouse_loader;
    end if;
    if exists (select from pg_roles where rolname = 'warehouse_transformer') then
        grant usage on schema raw to warehouse_transformer;
        grant select on all tables in schema raw to warehouse_transformer;
        grant execute on function raw.refresh_statistics() to warehouse_transformer;
    end if;
end
$$;
revoke all on schema raw from public;
