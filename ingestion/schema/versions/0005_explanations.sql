-- what an office says of a fault that it was asked about: with the fault, and as it was sent
alter table raw.findings
add column explanation text;
comment on column raw.findings.explanation is '报送单位的说明；空为未说明';

create table raw.explanations (
    explanation_id bigint generated always as identity primary key,
    submission_id text not null,
    form text not null default '',
    indicator text not null default '',
    place text not null default '',
    text text not null,
    source_ref text not null
);
create index explanations_by_submission on raw.explanations (submission_id);
comment on table raw.explanations is '上报说明表的一行（按报送原样）';
comment on column raw.explanations.explanation_id is '说明序号';
comment on column raw.explanations.submission_id is '报送编号';
comment on column raw.explanations.form is '所说明的报表，空为不限';
comment on column raw.explanations.indicator is '所说明的指标，空为不限';
comment on column raw.explanations.place is '所说明的位置，空为不限';
comment on column raw.explanations.text is '说明';
comment on column raw.explanations.source_ref is '出处';

-- what a person decided of something that waited for one; the latest decision of an item holds
create table raw.decisions (
    decision_id bigint generated always as identity primary key,
    item_id text not null,
    decision text not null check (decision in ('accept', 'reject')),
    actor text not null check (length(trim(actor)) >= 2),
    reason text not null check (trim(reason) <> ''),
    at timestamptz not null default now()
);
create index decisions_by_item on raw.decisions (item_id, decision_id);
comment on table raw.decisions is '对待办事项的决定，每次决定一行；同一事项以最后一次为准';
comment on column raw.decisions.decision_id is '决定序号';
comment on column raw.decisions.item_id is '待办事项编号，见 marts.decision_queue';
comment on column raw.decisions.decision is 'accept 认可，reject 不认可';
comment on column raw.decisions.actor is '决定人';
comment on column raw.decisions.reason is '理由';
comment on column raw.decisions.at is '决定时间';

do $$
declare
    guarded text;
begin
    foreach guarded in array array['explanations', 'decisions'] loop
        execute format(
            'create trigger append_only before update or delete or truncate on raw.%I '
            'for each statement execute function raw.refuse_change()', guarded
        );
        if exists (select from pg_roles where rolname = 'warehouse_loader') then
            execute format('grant insert on raw.%I to warehouse_loader', guarded);
        end if;
        if exists (select from pg_roles where rolname = 'warehouse_transformer') then
            execute format('grant select on raw.%I to warehouse_transformer', guarded);
        end if;
    end loop;
end
$$;
