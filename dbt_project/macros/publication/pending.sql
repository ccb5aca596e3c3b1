{#-
    publish_pending: the scopes that may have changed since the last publication. Gives whether that
    is everything: no such table, a row ('*', '*', 0), or other code, catalogue or tree than published.
-#}
{% macro _read_pending(code_version, catalogue_hash, tree_hash) %}
    {%- if not _first("select to_regclass('intermediate.int_pending')::text") -%}
        {{ return(true) }}
    {%- endif -%}
    {%- do run_query('create temporary table publish_pending on commit drop as select distinct org_code, indicator, period_year from intermediate.int_pending') -%}
    {%- do run_query('analyze publish_pending') -%}
    {%- set all_of_it = _first("select count(*) from publish_pending where org_code = '*'") | int -%}
    {%- set same = _first("
        select count(*)
        from (select * from marts.publications where kind <> 'release' order by publication_id desc limit 1) as latest
        where
            kind = 'night'
            and code_version = " ~ _literal(code_version) ~ "
            and catalogue_hash = " ~ _literal(catalogue_hash) ~ "
            and tree_hash = " ~ _literal(tree_hash)) | int -%}
    {{ return(all_of_it > 0 or same == 0) }}
{% endmacro %}

{#- What was compared is pending no more; what came meanwhile stays. -#}
{% macro _empty_pending() %}
    {%- if _first("select to_regclass('pg_temp.publish_pending')::text") -%}
        {%- do run_query('
            delete from intermediate.int_pending
            where (org_code, indicator, period_year) in (select org_code, indicator, period_year from publish_pending)') -%}
    {%- endif -%}
{% endmacro %}

{#- The marts no longer follow from what was published last: compare everything next time. -#}
{% macro _all_is_pending() %}
    {%- if _first("select to_regclass('intermediate.int_pending')::text") -%}
        {%- do run_query("insert into intermediate.int_pending (org_code, indicator, period_year) values ('*', '*', 0)") -%}
    {%- endif -%}
{% endmacro %}
