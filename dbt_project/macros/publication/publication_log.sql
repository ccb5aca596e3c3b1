{#- What is only ever appended to is no model. Every row: column, type, Chinese comment. -#}
{% macro _publications_columns() %}
    {{ return([
        ('publication_id', 'integer primary key', '发布序号'),
        ('at', 'timestamptz not null', '发布时刻'),
        ('actor', 'varchar(80) not null', '发布人'),
        ('reason', 'varchar(200) not null', '发布原因'),
        ('name', 'varchar(80)', '发布名称，如 2024年报；日常发布为空'),
        ('input_hash', 'varchar(64) not null', '输入数据的摘要'),
        ('code_version', 'varchar(80) not null', '程序的版本'),
        ('rows_changed', 'integer not null', '变动的行数'),
        ('kind', "varchar(8) not null default 'night' check (kind in ('night', 'release', 'rollback'))", '种类：night 夜间发布，release 命名发布，rollback 回退'),
        ('catalogue_hash', 'varchar(64)', '目录及其他参考数据的摘要；早期发布为空'),
        ('tree_hash', 'varchar(64)', '区划（单位、沿革、变更）的摘要；早期发布为空'),
        ('restores', 'integer references marts.publications', '回退到的发布序号；其他种类为空'),
        ('names', 'integer references marts.publications', '命名发布所定名的发布序号；其他种类为空'),
        ('signed_by', 'varchar(80) check (lower(signed_by) <> lower(actor))', '命名发布的签发人，不得为提请人；其他种类为空'),
        ('last_event', 'bigint', '夜间发布所计入的最后一个报送事件的序号；其他种类及早期发布为空')
    ]) }}
{% endmacro %}

{% macro _holds_columns() %}
    {{ return([
        ('hold_id', 'integer primary key', '序号'),
        ('at', 'timestamptz not null', '时刻'),
        ('event', "varchar(8) not null check (event in ('held', 'released'))", 'held 暂停发布，released 恢复发布'),
        ('actor', 'varchar(80) not null', '经手人'),
        ('reason', 'varchar(200) not null', '原因'),
        ('publication_id', 'integer references marts.publications', '引起暂停的回退的发布序号；恢复时为空')
    ]) }}
{% endmacro %}

{% macro _proposals_columns() %}
    {{ return([
        ('proposal_event_id', 'integer primary key', '序号'),
        ('at', 'timestamptz not null', '时刻'),
        ('event', "varchar(8) not null check (event in ('proposed', 'signed', 'refused'))", 'proposed 提请，signed 签发，refused 不签发'),
        ('name', 'varchar(80) not null', '发布名称，如 2024年报'),
        ('publication_id', 'integer not null references marts.publications', '拟定名的发布序号'),
        ('actor', 'varchar(80) not null', '经手人'),
        ('reason', 'varchar(200) not null', '理由')
    ]) }}
{% endmacro %}

{% macro _inputs_columns() %}
    {{ return([
        ('event_id', 'bigint primary key', '事件序号'),
        ('publication_id', 'integer not null references marts.publications', '首次计入的发布序号'),
        ('submission_id', 'varchar(64) not null', '报送编号'),
        ('event', 'varchar(24) not null', '事件：受理、退回、撤回等')
    ]) }}
{% endmacro %}

{% macro _shapes_columns() %}
    {{ return([
        ('publication_id', 'integer not null references marts.publications', '自该次发布起如此'),
        ('mart', 'varchar(63) not null', '表名'),
        ('ordinal', 'integer not null', '列的次序'),
        ('column_name', 'varchar(63) not null', '列名'),
        ('data_type', 'varchar(63) not null', '类型'),
        ('is_not_null', 'boolean not null', '是否必填'),
        ('key_position', 'integer not null', '在主键中的次序，不在主键中为0')
    ]) }}
{% endmacro %}

{% macro _ensure_logs() %}
    {%- do _ensure_refusal() -%}
    {%- do _ensure_log('marts.publications', '发布日志，只增不改', _publications_columns(), 'unique (name)') -%}
    {%- do _ensure_log('marts.publication_holds', '发布的暂停与恢复，只增不改；最后一行为 held 即暂停中', _holds_columns()) -%}
    {%- do _ensure_log('marts.release_proposals', '命名发布的提请、签发与不签发，只增不改；同一名称以最后一行为准', _proposals_columns()) -%}
    {%- do _ensure_log('marts.publication_inputs', '每次发布新计入的报送事件，只增不改', _inputs_columns()) -%}
    {%- do run_query('create index if not exists inputs_by_publication on marts.publication_inputs (publication_id)') -%}
    {%- do _ensure_log('marts_history.shapes', '各表历次公布时的列，只增不改；只记变动', _shapes_columns(), 'primary key (mart, publication_id, ordinal)') -%}
    {%- do _ensure_instant('published_at', 'varchar', 'name', '命名发布的时刻，如 2024年报') -%}
    {%- do _ensure_instant('publication_instant', 'integer', 'publication_id', '某次发布的时刻') -%}
    {%- do _ensure_log('marts.revisions', '修订：前后两次发布之间汇总数的变动及其原因，每个变动的单元一行，只增不改', _revisions_columns(), _revisions_key()) -%}
{% endmacro %}

{#-
    The instant of a publication, of a release that of the state it names; one that was never made is
    an error, for no rows would read as no change.
-#}
{% macro _ensure_instant(name, type, column, comment) %}
    {%- set body %}
        declare
            instant timestamptz;
        begin
            select coalesce(named.at, told.at) into instant
            from marts.publications as told
            left join marts.publications as named on told.names = named.publication_id
            where told.{{ column }} = $1;
            if instant is null and $1 is not null then
                raise exception 'There is no publication %: see marts.publications.', $1;
            end if;
            return instant;
        end
    {%- endset -%}
    {%- do _make_function('marts.' ~ name, type, 'timestamptz', body, comment, 'plpgsql') -%}
{% endmacro %}

{% macro _ensure_refusal() %}
    {%- if not _first("select to_regprocedure('marts.refuse_change()')::text") -%}
        {%- do run_query("
            create function marts.refuse_change() returns trigger language plpgsql as $$
            begin
                raise exception '%.% is append-only: publish, roll back or release instead.',
                    tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
            end
            $$") -%}
        {%- do run_query("comment on function marts.refuse_change() is '拒绝任何修改与删除'") -%}
    {%- endif -%}
{% endmacro %}

{#- Make a log, or give one of an earlier version the columns that it lacks; then guard it. -#}
{% macro _ensure_log(table, comment, columns, constraint='') %}
    {%- set schema, name = table.split('.') -%}
    {%- set known = _names(_columns_of(schema, name)) -%}
    {%- set wanted = columns | map('first') | list -%}
    {%- if wanted | reject('in', known) | list -%}
        {%- if not known -%}
            {%- set defined = [] -%}
            {%- for column, type, _ in columns -%}
                {%- do defined.append(column ~ ' ' ~ type) -%}
            {%- endfor -%}
            {%- do run_query('create table ' ~ table ~ ' (' ~ defined | join(', ') ~ (', ' ~ constraint if constraint else '') ~ ')') -%}
        {%- else -%}
            {%- for column, type, _ in columns if column not in known -%}
                {%- do run_query('alter table ' ~ table ~ ' add column ' ~ column ~ ' ' ~ type) -%}
            {%- endfor -%}
            {%- do run_query('alter table ' ~ table ~ ' add ' ~ constraint) if constraint.startswith('unique') -%}
        {%- endif -%}
        {%- for column, _, told in columns -%}
            {%- do run_query('comment on column ' ~ table ~ '.' ~ column ~ ' is ' ~ _literal(told)) -%}
        {%- endfor -%}
        {%- do run_query('comment on table ' ~ table ~ ' is ' ~ _literal(comment)) -%}
        {%- do run_query('create or replace trigger append_only before update or delete or truncate on ' ~ table ~ ' for each statement execute function marts.refuse_change()') -%}
    {%- endif -%}
{% endmacro %}

{#- Since when and by whom publications are held; none where they are not. -#}
{% macro _hold() %}
    {{ return(_first("
        select to_char(at, 'YYYY-MM-DD HH24:MI:SS') || ' by ' || actor || ' (' || reason || ')'
        from (select * from marts.publication_holds order by hold_id desc limit 1) as latest
        where event = 'held'"
    )) }}
{% endmacro %}

{% macro _log_hold(event, actor, reason, publication_id=none) %}
    {%- do run_query('
        insert into marts.publication_holds
        select
            coalesce(max(hold_id), 0) + 1,
            clock_timestamp(),
            ' ~ [_literal(event), _literal(actor), _literal(reason), publication_id or 'null::integer'] | join(', ') ~ '
        from marts.publication_holds') -%}
{% endmacro %}

{#- SQL that gives input_hash, code_version, catalogue_hash, tree_hash of a night. -#}
{% macro _night_hashes(last_event, code_version, catalogue_hash, tree_hash) %}
    {%- set hashes -%}
        select
            encode(sha256(convert_to(
                coalesce(string_agg(told, ',' order by submission_id, told), ''), 'UTF8'
            )), 'hex'),
            {{ [_literal(code_version), _literal(catalogue_hash), _literal(tree_hash)] | join(', ') }}
        from (
            {#- a passed deadline is of no submission, but of a form, a period and a day -#}
            select distinct on (submission_id, form, period, due_on)
                submission_id, concat_ws(' ', submission_id, event, form, period, due_on) as told
            from raw.events
            where event not in ('received', 'superseded') and event_id <= {{ last_event }}
            order by submission_id, form, period, due_on, event_id desc
        ) as states
    {%- endset -%}
    {{ return(hashes) }}
{% endmacro %}

{#- The same of the state that a publication showed. -#}
{% macro _hashes_of(publication_id) %}
    {{ return(
        'select input_hash, code_version, catalogue_hash, tree_hash from marts.publications where publication_id = '
        ~ publication_id
    ) }}
{% endmacro %}

{#- Append a publication; `hashes` is SQL. Gives its id. -#}
{% macro _log_publication(instant, kind, actor, reason, rows_changed, name, hashes, restores=none, names=none, signed_by=none, last_event=none) %}
    {%- do run_query("
        insert into marts.publications (
            publication_id, at, kind, actor, reason, rows_changed, name, restores,
            names, signed_by, last_event,
            input_hash, code_version, catalogue_hash, tree_hash
        )
        select
            (select coalesce(max(publication_id), 0) + 1 from marts.publications),
            '" ~ instant ~ "', " ~ [_literal(kind), _literal(actor), _literal(reason), rows_changed, _literal(name), restores or 'null::integer', names or 'null::integer', _literal(signed_by), 'null::bigint' if last_event is none else last_event | int] | join(', ') ~ ",
            hashes.*
        from (" ~ hashes ~ ") as hashes") -%}
    {{ return(_latest_publication()) }}
{% endmacro %}

{% macro _latest_publication() %}
    {{ return(_first('select max(publication_id) from marts.publications')) }}
{% endmacro %}
