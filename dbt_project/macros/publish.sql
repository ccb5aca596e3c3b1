{#-
    Make the night visible: every mart built in marts_next goes to marts in one transaction, and only
    rows whose content changed are touched. Marts whose meta says `history: true` keep every state in
    marts_history with known_from and known_to. Without a changed row there is no publication.

    dbt run-operation publish --vars '{publication_actor: ..., publication_reason: ...}'
-#}
{% macro publish() %}
    {%- set marts = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.schema == 'marts_next' -%}
        {%- do marts.append(node) -%}
    {%- endfor -%}
    {%- do run_query('begin') -%}
    {#- two publications at once would each see the other's half: the second waits -#}
    {%- do run_query("select pg_advisory_xact_lock(hashtext('publish'))") -%}
    {%- do _ensure_publications() -%}
    {%- do remember_build() -%}
    {%- set instant = run_query('select clock_timestamp()::text').columns[0].values()[0] -%}
    {%- set changed = namespace(rows=0) -%}
    {%- for node in marts | sort(attribute='name') -%}
        {%- set changed.rows = changed.rows + _switch_in(node, instant) -%}
    {%- endfor -%}
    {%- if changed.rows -%}
        {%- do _log_publication(instant, changed.rows) -%}
        {%- do run_query('commit') -%}
        {{ log('published: ' ~ changed.rows ~ ' rows changed', info=true) }}
    {%- else -%}
        {%- do run_query('commit') -%}
        {{ log('nothing changed: no publication', info=true) }}
    {%- endif -%}
{% endmacro %}

{#- Key columns of a mart, from its contract. -#}
{% macro _key_of(node) %}
    {%- for constraint in node.constraints if constraint.type == 'primary_key' -%}
        {{ return(constraint.columns) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(node.name ~ ' has no primary key in its contract: add one to its YAML file.') }}
{% endmacro %}

{#- 'name type, name type' of a relation, '' where it does not exist; two shapes differ when these do. -#}
{% macro _shape_of(schema, name) %}
    {%- set found = run_query(
        "select coalesce(string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum), '') "
        "from pg_attribute where attrelid = to_regclass('" ~ schema ~ "." ~ name ~ "') and attnum > 0 and not attisdropped"
    ) -%}
    {{ return(found.columns[0].values()[0]) }}
{% endmacro %}

{% macro _switch_in(node, instant) %}
    {%- set name = node.name -%}
    {%- set next = 'marts_next.' ~ name -%}
    {%- set mart = 'marts.' ~ name -%}
    {%- set history = 'marts_history.' ~ name -%}
    {%- set key = _key_of(node) | join(', ') -%}
    {%- set keeps_history = node.config.meta.get('history', false) -%}
    {%- if _shape_of('marts', name) != _shape_of('marts_next', name) -%}
        {%- do run_query('drop table if exists ' ~ mart ~ ' cascade') -%}
        {%- do run_query('create table ' ~ mart ~ ' (like ' ~ next ~ ' including all)') -%}
    {%- endif -%}
    {%- do run_query("comment on table " ~ mart ~ " is '" ~ node.description | replace("'", "''") ~ "'") -%}
    {%- if keeps_history and _shape_of('marts_history', name) == '' -%}
        {%- do run_query('create table ' ~ history ~ ' (like ' ~ next ~ ' including comments, known_from timestamptz not null, known_to timestamptz, primary key (' ~ key ~ ', known_from))') -%}
        {%- do run_query("comment on column " ~ history ~ ".known_from is '自何时起如此公布'") -%}
        {%- do run_query("comment on column " ~ history ~ ".known_to is '至何时止如此公布；现行状态为空'") -%}
        {%- do run_query("comment on table " ~ history ~ " is '历次公布状态：" ~ name ~ "'") -%}
    {%- endif -%}
    {%- do run_query('drop table if exists publish_gone, publish_new') -%}
    {%- do run_query('create temporary table publish_gone on commit drop as select * from ' ~ mart ~ ' except select * from ' ~ next) -%}
    {%- do run_query('create temporary table publish_new on commit drop as select * from ' ~ next ~ ' except select * from ' ~ mart) -%}
    {%- do run_query('delete from ' ~ mart ~ ' where (' ~ key ~ ') in (select ' ~ key ~ ' from publish_gone)') -%}
    {%- do run_query('insert into ' ~ mart ~ ' select * from publish_new') -%}
    {%- if keeps_history -%}
        {%- do run_query("update " ~ history ~ " set known_to = '" ~ instant ~ "' where known_to is null and (" ~ key ~ ") in (select " ~ key ~ " from publish_gone)") -%}
        {%- do run_query("insert into " ~ history ~ " select *, '" ~ instant ~ "'::timestamptz, null from publish_new") -%}
    {%- endif -%}
    {%- set counted = run_query('select (select count(*) from publish_new) + (select count(*) from publish_gone where (' ~ key ~ ') not in (select ' ~ key ~ ' from publish_new))') -%}
    {{ return(counted.columns[0].values()[0] | int) }}
{% endmacro %}

{#- The log of publications is no model: it is only ever appended to. -#}
{% macro _ensure_publications() %}
    {%- do run_query("
        create table if not exists marts.publications (
            publication_id integer primary key,
            at timestamptz not null,
            actor varchar(80) not null,
            reason varchar(200) not null,
            name varchar(80),
            input_hash varchar(64) not null,
            code_version varchar(80) not null,
            rows_changed integer not null
        )") -%}
    {%- if run_query("select obj_description('marts.publications'::regclass)").columns[0].values()[0] is none -%}
        {%- for column, comment in [
            ('publication_id', '发布序号'), ('at', '发布时刻'), ('actor', '发布人'), ('reason', '发布原因'),
            ('name', '发布名称，如 2024年报；日常发布为空'), ('input_hash', '输入数据的摘要'),
            ('code_version', '程序与参考数据的版本'), ('rows_changed', '变动的行数')
        ] -%}
            {%- do run_query("comment on column marts.publications." ~ column ~ " is '" ~ comment ~ "'") -%}
        {%- endfor -%}
        {%- do run_query("comment on table marts.publications is '发布日志，只增不改'") -%}
    {%- endif -%}
{% endmacro %}

{% macro _log_publication(instant, rows_changed) %}
    {%- do run_query("
        insert into marts.publications
        select
            coalesce((select max(publication_id) from marts.publications), 0) + 1,
            '" ~ instant ~ "',
            '" ~ var('publication_actor') | replace("'", "''") ~ "',
            '" ~ var('publication_reason') | replace("'", "''") ~ "',
            nullif('" ~ var('publication_name') | replace("'", "''") ~ "', ''),
            encode(sha256(convert_to(coalesce(string_agg(submission_id || ' ' || state, ',' order by submission_id), ''), 'UTF8')), 'hex'),
            '" ~ var('code_version') ~ "',
            " ~ rows_changed ~ "
        from raw.submissions") -%}
{% endmacro %}
