{% macro _revisions_columns() %}
    {%- set columns = [
        ('publication_id', 'integer not null references marts.publications', '发布序号'),
        ('org_code', 'varchar(12) not null', '单位代码（现行代码）'),
        ('indicator', 'varchar(64) not null', '指标代码'),
        ('period', 'varchar(7) not null', '时期'),
        ('audience', 'varchar(32) not null', '对象分组'),
        ('grade', 'varchar(32) not null', '级别分组'),
        ('department', 'varchar(32) not null', '来源部门分组'),
        ('kind', 'varchar(32) not null', '类别分组'),
        ('boundary', 'varchar(6) not null', '区划口径：period 期末区划，latest 现行区划'),
        ('change', "varchar(8) not null check (change in ('appeared', 'changed', 'vanished'))", '变动：appeared 新增，changed 变更，vanished 消失'),
        ('delta', 'numeric(38,12)', '公布值之差：变动后减变动前；有一方为空则为空'),
        ('cause', "varchar(10) not null check (cause in ('new_data', 'correction', 'edit', 'tree', 'rule', 'code', 'rollback'))", '原因：new_data 新报，correction 更正或撤回，edit 调整，tree 区划，rule 目录与参考数据，code 程序，rollback 回退')
    ] -%}
    {%- for column, type, told in [
        ('total', 'numeric(38,12)', '公布值'), ('lower', 'numeric(38,12)', '下限'), ('upper', 'numeric(38,12)', '上限'),
        ('adjusted_total', 'numeric(38,12)', '调整后的公布值'), ('method', 'varchar(8)', '方法')
    ] -%}
        {%- do columns.append((column ~ '_before', type, told ~ '：变动前')) -%}
        {%- do columns.append((column ~ '_after', type, told ~ '：变动后')) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}

{% macro _cell_of_totals() %}
    {{ return(['org_code', 'indicator', 'period', 'audience', 'grade', 'department', 'kind', 'boundary']) }}
{% endmacro %}

{% macro _revisions_key() %}
    {{ return('primary key (publication_id, ' ~ _cell_of_totals() | join(', ') ~ ')') }}
{% endmacro %}

{#- What has to differ for a row of totals to be revised: the columns that its contract has always had. -#}
{% macro _figures_of_totals() %}
    {{ return([
        'total', 'lower', 'upper', 'own', 'children', 'residual', 'reported_inclusive', 'difference',
        'adjusted_total', 'method', 'completeness', 'value_completeness', 'hedged_share'
    ]) }}
{% endmacro %}

{#- Rows of totals that this publication changed, with why; the first publication revises nothing. -#}
{% macro _log_revisions(instant) %}
    {%- set this = _latest_publication() | int -%}
    {%- if not _columns_of('marts_history', 'totals') -%}
        {{ return('') }}
    {%- endif -%}
    {%- do _ensure_revisions_between() -%}
    {%- if this > 1 -%}
        {%- do _read_changed_totals(instant) -%}
        {%- set is_night = _first('select kind from marts.publications where publication_id = ' ~ this) == 'night' -%}
        {%- do _read_touched(this) if is_night -%}
        {%- do _insert_revisions(this, _cause_by_versions(this) if is_night else none) -%}
    {%- endif -%}
{% endmacro %}

{#- publish_changed: cells of totals before and after, from the rows that the history closed and opened. -#}
{% macro _read_changed_totals(instant) %}
    {%- set figures = _figures_of_totals() -%}
    {%- set query -%}
        create temporary table publish_changed on commit drop as
        select
            {{ _cell_of_totals() | join(', ') }},
            left(period, 4)::integer as period_year,
            before.here is not null as was,
            after.here is not null as stands
            {%- for figure in figures %},
            before.{{ figure }} as {{ figure }}_before,
            after.{{ figure }} as {{ figure }}_after
            {%- endfor %}
        from (select true as here, * from marts_history.totals where known_to = '{{ instant }}') as before
        full join (select true as here, * from marts_history.totals where known_from = '{{ instant }}') as after
            using ({{ _cell_of_totals() | join(', ') }})
        where
            before.here is distinct from after.here
            or (before.{{ figures | join(', before.') }})
            is distinct from (after.{{ figures | join(', after.') }})
    {%- endset -%}
    {%- do run_query(query) -%}
    {%- do run_query('analyze publish_changed') -%}
{% endmacro %}

{#- `otherwise` is the cause of what no submission touched; none where all of it is a rollback. -#}
{% macro _insert_revisions(this, otherwise) %}
    {%- set pairs = ['total', 'lower', 'upper', 'adjusted_total', 'method'] -%}
    {%- set key = _cell_of_totals() | join(', changed.') -%}
    {%- set query -%}
        insert into marts.revisions (
            publication_id, {{ _cell_of_totals() | join(', ') }}, change, delta, cause
            {%- for one in pairs %}, {{ one }}_before, {{ one }}_after{% endfor %}
        )
        select
            {{ this }}, changed.{{ key }},
            case when not was then 'appeared' when not stands then 'vanished' else 'changed' end,
            total_after - total_before,
            {{ "coalesce(touched.cause, '" ~ otherwise ~ "')" if otherwise else "'rollback'" }}
            {%- for one in pairs %}, {{ one }}_before, {{ one }}_after{% endfor %}
        from publish_changed as changed
        {% if otherwise -%}
        left join publish_touched as touched
            on (changed.org_code, changed.indicator, changed.period_year)
            = (touched.org_code, touched.indicator, touched.period_year)
        {%- endif %}
    {%- endset -%}
    {%- do run_query(query) -%}
{% endmacro %}

{#-
    marts.revisions_between(a, b): what changes in totals from publication a to publication b, in
    either direction of time. Reads only rows that began or ended between the two.
-#}
{% macro _ensure_revisions_between() %}
    {%- set pairs = ['total', 'lower', 'upper', 'adjusted_total', 'method'] -%}
    {%- set figures = _figures_of_totals() -%}
    {%- set key = _cell_of_totals() | join(', ') -%}
    {%- set types = {} -%}
    {%- for column, type, _ in _revisions_columns() -%}
        {%- do types.update({column: type.split(' ')[0]}) -%}
    {%- endfor -%}
    {%- set returns -%}
        table (
            {%- for one in _cell_of_totals() %}{{ one }} {{ types[one] }}, {% endfor -%}
            change varchar, delta numeric, cause varchar
            {%- for one in pairs %}, {{ one }}_before {{ types[one ~ '_before'] }}, {{ one }}_after {{ types[one ~ '_after'] }}{% endfor -%}
        )
    {%- endset -%}
    {%- set body %}
            with instants as (
                select marts.publication_instant($1) as one, marts.publication_instant($2) as other
            ),

            moved as (
                select * from marts_history.totals
                where
                    known_from > (select least(one, other) from instants)
                    and known_from <= (select greatest(one, other) from instants)
                union
                select * from marts_history.totals
                where
                    known_to > (select least(one, other) from instants)
                    and known_to <= (select greatest(one, other) from instants)
            ),

            paired as (
                select
                    {{ key }},
                    before.here is not null as was,
                    after.here is not null as stands,
                    {%- for figure in figures %}
                    before.{{ figure }} as {{ figure }}_before,
                    after.{{ figure }} as {{ figure }}_after{{ ',' if not loop.last }}
                    {%- endfor %}
                from (
                    select true as here, moved.* from moved, instants
                    where known_from <= one and (known_to is null or known_to > one)
                ) as before
                full join (
                    select true as here, moved.* from moved, instants
                    where known_from <= other and (known_to is null or known_to > other)
                ) as after using ({{ key }})
            ),

            why as (
                select distinct on ({{ key }}) {{ key }}, revisions.cause
                from marts.revisions
                where publication_id > least($1, $2) and publication_id <= greatest($1, $2)
                order by {{ key }}, publication_id desc
            )

            select
                {% for one in _cell_of_totals() %}paired.{{ one }}, {% endfor %}
                case when not was then 'appeared' when not stands then 'vanished' else 'changed' end::varchar,
                total_after - total_before,
                why.cause
                {%- for one in pairs %}, {{ one }}_before, {{ one }}_after{% endfor %}
            from paired
            left join why using ({{ key }})
            where
                was <> stands
                or ({{ figures | join('_before, ') }}_before) is distinct from ({{ figures | join('_after, ') }}_after)
    {%- endset -%}
    {%- do _make_function(
        'marts.revisions_between', 'integer, integer', returns, body, '两次发布之间汇总数的变动；原因取其间最后一次'
    ) -%}
{% endmacro %}
