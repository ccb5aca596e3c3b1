{#-
    Bring marts.<name> and its history to what <schema>.<name> holds (marts_next, or pg_temp for a
    state of the past). Gives how many rows changed and whether columns or history are new.

    With `scoped`, rows outside of int_pending are taken as unchanged.
-#}
{% macro _switch_in(name, schema, instant, scoped=false) %}
    {%- set now = _columns_of('marts', name) -%}
    {%- set next = _columns_of(schema, name) -%}
    {%- set reshaped = _shape(now) != _shape(next) -%}
    {%- set begins = not _columns_of('marts_history', name) -%}
    {%- do run_query('drop table if exists pg_temp.publish_gone, pg_temp.publish_new') -%}
    {%- if reshaped -%}
        {%- do _make_anew(name, schema, next) -%}
        {%- do _fit_history(name, next) -%}
        {%- do _compare_with_history(name, schema, next, same_key=_keys(now) == _keys(next)) -%}
    {%- else -%}
        {%- do _know_size(['marts.' ~ name, schema ~ '.' ~ name]) if scoped -%}
        {%- do _compare(
            _select(next, 'marts.' ~ name, scoped), _select(next, schema ~ '.' ~ name, scoped), ' except '
        ) -%}
        {%- do _apply_to_mart(name, next) -%}
        {#- of an earlier version, a history lacks what is derived from it -#}
        {%- do _fit_history(name, next) if not _first("select to_regprocedure('marts_history." ~ name ~ "_as_of(date)')::text") -%}
    {%- endif -%}
    {%- do _apply_to_history(name, next, instant, begins, same_key=_keys(now) == _keys(next)) -%}
    {%- set key = _keys(next) | join(', ') -%}
    {%- set rows = _first(
        'select count(*) from (select ' ~ key ~ ' from publish_gone union select ' ~ key ~ ' from publish_new) as changed'
    ) -%}
    {{ return({'rows': rows | int, 'reshaped': reshaped or begins}) }}
{% endmacro %}

{#- Wholes of rows of a relation with these columns; `scoped`: of those that int_pending names. -#}
{% macro _select(columns, relation, scoped=false) %}
    {%- set scope = ' where (org_code, indicator, left(period, 4)::integer) in (select org_code, indicator, period_year from publish_pending)' -%}
    {{ return('select ' ~ _names(columns) | join(', ') ~ ' from ' ~ relation ~ (scope if scoped else '')) }}
{% endmacro %}

{#- Statistics of tables that have none, without which few scopes would be sought in all rows. -#}
{% macro _know_size(tables) %}
    {%- for table in tables if _first("select reltuples from pg_class where oid = '" ~ table ~ "'::regclass") < 0 -%}
        {%- do run_query('analyze ' ~ table ~ ' (org_code, indicator, period)') -%}
    {%- endfor -%}
{% endmacro %}

{#- publish_gone and publish_new: the rows that only one of two queries gives. -#}
{% macro _compare(before, after, except) %}
    {%- do run_query('create temporary table publish_gone on commit drop as ' ~ before ~ (except ~ after if except else '')) -%}
    {%- do run_query('create temporary table publish_new on commit drop as ' ~ after ~ (except ~ before if except else '')) -%}
    {%- do run_query('analyze publish_gone, publish_new') -%}
{% endmacro %}

{#- The same for a mart of another shape, whose former rows only the history can hold beside the new. -#}
{% macro _compare_with_history(name, schema, next, same_key) %}
    {%- set kept = _columns_of('marts_history', name) | rejectattr('name', 'in', ['known_from', 'known_to']) | list -%}
    {#- rows of another key are other rows -#}
    {%- do _compare(
        _select(kept, 'marts_history.' ~ name) ~ ' where known_to is null',
        'select ' ~ _cast(_names(kept), kept, _names(next)) ~ ' from ' ~ schema ~ '.' ~ name,
        ' except ' if same_key else ''
    ) -%}
{% endmacro %}

{#- The mart in its new shape with all its rows; privileges come from the schema's defaults. -#}
{% macro _make_anew(name, schema, next) %}
    {%- set columns = _names(next) | join(', ') -%}
    {%- do run_query('drop table if exists marts.' ~ name ~ ' cascade') -%}
    {%- do run_query('create table marts.' ~ name ~ ' (like ' ~ schema ~ '.' ~ name ~ ' including all)') -%}
    {%- do run_query('insert into marts.' ~ name ~ ' (' ~ columns ~ ') ' ~ _select(next, schema ~ '.' ~ name)) -%}
{% endmacro %}

{% macro _apply_to_mart(name, next) %}
    {%- set key = _keys(next) | join(', ') -%}
    {%- do run_query('delete from marts.' ~ name ~ ' where (' ~ key ~ ') in (select ' ~ key ~ ' from publish_gone)') -%}
    {%- do run_query('insert into marts.' ~ name ~ ' (' ~ _names(next) | join(', ') ~ ') ' ~ _select(next, 'publish_new')) -%}
{% endmacro %}

{#- Close the rows that are gone and open the new ones; a history that begins opens with all. -#}
{% macro _apply_to_history(name, next, instant, begins, same_key) %}
    {%- set history = 'marts_history.' ~ name -%}
    {%- set closing -%}
        update {{ history }} set known_to = '{{ instant }}' where known_to is null
        {%- if same_key %} and ({{ _keys(next) | join(', ') }}) in (
            select {{ _cast(_keys(next), _columns_of('marts_history', name)) }} from publish_gone
        ){% endif -%}
    {%- endset -%}
    {%- do run_query(closing) -%}
    {%- set columns = _names(next) | join(', ') -%}
    {%- do run_query(
        'insert into ' ~ history ~ ' (' ~ columns ~ ', known_from) select ' ~ columns ~ ", '" ~ instant ~ "' from "
        ~ ('marts.' ~ name if begins else 'publish_new')
    ) -%}
{% endmacro %}

{#- Marts that the project has no more: out of marts, their last state closed in the history. -#}
{% macro _retire_all_but(names, instant) %}
    {%- set retired = namespace(rows=0, marts=0) -%}
    {%- set known = run_query(
        "select distinct mart from marts_history.shapes where to_regclass('marts.' || mart) is not null order by mart"
    ).columns[0].values() -%}
    {%- for name in known if name not in names -%}
        {%- set retired.rows = retired.rows + _first('select count(*) from marts.' ~ name) | int -%}
        {%- set retired.marts = retired.marts + 1 -%}
        {%- do run_query('update marts_history.' ~ name ~ " set known_to = '" ~ instant ~ "' where known_to is null") -%}
        {%- do run_query('drop table marts.' ~ name ~ ' cascade') -%}
    {%- endfor -%}
    {{ return({'rows': retired.rows, 'marts': retired.marts}) }}
{% endmacro %}
