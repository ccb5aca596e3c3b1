-- what is published against a rebuild of everything
create table raw.audits (
    audit_id text primary key,
    publication_id integer not null,
    rows_compared bigint not null,
    rows_differing bigint not null check (rows_differing >= 0),
    at timestamptz not null default now()
);
comment on table raw.audits is '全量重建与公布状态的比对，每次一行';
comment on column raw.audits.audit_id is '比对编号';
comment on column raw.audits.publication_id is '所比对的发布序号，见 marts.publications';
comment on column raw.audits.rows_compared is '公布状态的行数';
comment on column raw.audits.rows_differing is '不一致的行数';
comment on column raw.audits.at is '记录时间';

create table raw.audit_differences (
    audit_difference_id bigint generated always as identity primary key,
    audit_id text not null,
    mart text not null,
    row_key text not null,
    column_name text not null,
    standing text,
    rebuilt text
);
create index audit_differences_by_audit on raw.audit_differences (audit_id);
comment on table raw.audit_differences is '比对发现的不一致，每个单元格一行；每张表只记前一千行';
comment on column raw.audit_differences.audit_difference_id is '序号';
comment on column raw.audit_differences.audit_id is '比对编号';
comment on column raw.audit_differences.mart is '表';
comment on column raw.audit_differences.row_key is '行的主键';
comment on column raw.audit_differences.column_name is '列；整行多出或缺少时为空串';
comment on column raw.audit_differences.standing is '现有的值';
comment on column raw.audit_differences.rebuilt is '重建所得的值';

do $$
declare
    guarded text;
begin
    foreach guarded in array array['audits', 'audit_differences'] loop
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
