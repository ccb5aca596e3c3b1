{#-
    Bring every mart back to what publication `to` showed, as a publication of its own, and hold
    further nights until `resume`.

    dbt run-operation rollback_to --args '{to: 12, actor: ..., reason: ...}'
-#}
{% macro rollback_to(to, actor, reason) %}
    {%- do _begin_publication() -%}
    {#- of a release: the state that it names -#}
    {%- set to = _first('select coalesce(names, publication_id) from marts.publications where publication_id = ' ~ to | int) or to | int -%}
    {%- set then = _first('select at::text from marts.publications where publication_id = ' ~ to) -%}
    {%- set first = _first('select min(publication_id) from marts_history.shapes') -%}
    {%- if not then -%}
        {{ exceptions.raise_compiler_error('There is no publication ' ~ to ~ ': choose one of marts.publications.') }}
    {%- elif first is none or to < first -%}
        {{ exceptions.raise_compiler_error('Publication ' ~ to ~ ' is older than the history of some marts: choose ' ~ (first or 'a later one') ~ ' or a later one.') }}
    {%- endif -%}
    {%- set instant = _instant() -%}
    {%- set changed = namespace(rows=0) -%}
    {%- for name in _marts_ever() -%}
        {%- set stood = _restore_beside(name, to, then) -%}
        {%- if stood -%}
            {%- set changed.rows = changed.rows + _switch_in(name, 'pg_temp', instant).rows -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set id = _log_publication(instant, 'rollback', actor, reason, changed.rows, none, _hashes_of(to), to) -%}
    {%- do _log_shapes() -%}
    {%- do _log_revisions(instant) -%}
    {%- do _log_hold('held', actor, reason, id) -%}
    {%- do _all_is_pending() -%}
    {%- do run_query('commit') -%}
    {{ log('rolled back: ' ~ changed.rows ~ ' rows changed', info=true) }}
{% endmacro %}

{#-
    Let nights publish again: the next one shows everything that was held.

    dbt run-operation resume --args '{actor: ..., reason: ...}'
-#}
{% macro resume(actor, reason) %}
    {%- do _begin_publication() -%}
    {%- if not _hold() -%}
        {{ exceptions.raise_compiler_error('Publications are not held: there is nothing to resume.') }}
    {%- endif -%}
    {%- do _log_hold('released', actor, reason) -%}
    {%- do _all_is_pending() -%}
    {%- do run_query('commit') -%}
{% endmacro %}

{#- Marts that are or were. -#}
{% macro _marts_ever() %}
    {{ return(run_query('select distinct quote_ident(mart) as mart from marts_history.shapes order by mart').columns[0].values() | list) }}
{% endmacro %}

{#-
    pg_temp.<name>: the mart as publication `to` showed it, in the columns of then. A mart that came
    later stays, without rows; gives whether there is anything to bring back.
-#}
{% macro _restore_beside(name, to, then) %}
    {%- set columns = run_query("
        select quote_ident(column_name), data_type, is_not_null::integer, key_position
        from marts_history.shapes
        where quote_ident(mart) = " ~ _literal(name) ~ " and publication_id = (
            select max(earlier.publication_id) from marts_history.shapes as earlier
            where earlier.mart = shapes.mart and earlier.publication_id <= " ~ to ~ "
        )
        order by ordinal").rows -%}
    {%- if not columns | length -%}
        {%- if _columns_of('marts', name) -%}
            {%- do run_query('create temporary table ' ~ name ~ ' (like marts.' ~ name ~ ' including all) on commit drop') -%}
            {{ return(true) }}
        {%- endif -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set defined = [] -%}
    {%- set read = [] -%}
    {%- for column in columns -%}
        {%- do defined.append(column[0] ~ ' ' ~ column[1] ~ (' not null' if column[2] == 1 else '')) -%}
        {#- what became text by way of decimals reads 1.00, and is no integer as it stands -#}
        {%- set whole = '::numeric' if column[1] in ('smallint', 'integer', 'bigint') else '' -%}
        {%- do read.append(column[0] ~ whole ~ '::' ~ column[1]) -%}
    {%- endfor -%}
    {%- set key = columns | selectattr(3) | sort(attribute=3) | map(attribute=0) | join(', ') -%}
    {%- do run_query('create temporary table ' ~ name ~ ' (' ~ defined | join(', ') ~ ', primary key (' ~ key ~ ')) on commit drop') -%}
    {%- for column in _columns_of('marts_history', name) if column.name in columns | map(attribute=0) | list -%}
        {%- do run_query('comment on column pg_temp.' ~ name ~ '.' ~ column.name ~ ' is ' ~ _literal(column.comment)) -%}
    {%- endfor -%}
    {%- do run_query(
        'insert into pg_temp.' ~ name ~ ' select ' ~ read | join(', ') ~ ' from marts_history.' ~ name
        ~ " where known_from <= '" ~ then ~ "' and (known_to is null or known_to > '" ~ then ~ "')"
    ) -%}
    {{ return(true) }}
{% endmacro %}
