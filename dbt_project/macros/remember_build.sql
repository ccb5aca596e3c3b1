{#-
    What the marts now built were made from: the next night compares with it, and computes again only
    what has changed. Called when the marts are built and tested, published or held. A build that never
    came here leaves build_begun behind, and the next one is whole: its rows stand in the tables, but
    nothing says of what they were made. Publishing compares what int_pending names.
-#}
{% macro remember_build(structure, is_whole) %}
    {%- do run_query('create table if not exists intermediate.int_pending (org_code text not null, indicator text not null, period_year integer not null)') -%}
    {%- if is_whole or not adapter.get_relation(target.database, 'intermediate', 'built_submissions') -%}
        {%- do run_query("insert into intermediate.int_pending values ('*', '*', 0)") -%}
    {%- else -%}
        {%- do run_query('insert into intermediate.int_pending select distinct org_code, indicator, period_year from intermediate.int_dirty') -%}
    {%- endif -%}
    {%- for name, relation in [
        ('built_submissions', ref('stg_submissions')),
        ('built_due', ref('int_due')),
        ('built_succession', ref('int_succession')),
        ('built_changed', ref('int_changed')),
        ('built_adjusted_scopes', ref('int_adjusted_scopes')),
        ('built_spoken_years', ref('int_spoken_years')),
    ] -%}
        {%- do run_query('drop table if exists intermediate.' ~ name) -%}
        {%- do run_query('create table intermediate.' ~ name ~ ' as select * from ' ~ relation) -%}
        {%- do run_query('analyze intermediate.' ~ name) -%}
    {%- endfor -%}
    {%- do run_query('drop table if exists intermediate.build_begun') -%}
    {%- do run_query('drop table if exists intermediate.built_from') -%}
    {%- do run_query("create table intermediate.built_from as select '" ~ structure ~ "'::text as structure") -%}
{% endmacro %}
