{#-
    Units among which index scans may look in a night, as a list; none where they are too many. Alone in
    its file: sqlfluff knows of what a macro returns only where another file calls it.
-#}
{% macro dirty_units(with_sources=false) %}
    {%- if not execute -%}{{ return(none) }}{%- endif -%}
    {%- set units = run_query(
        'select distinct org_code from ' ~ ref('int_dirty_units') ~ ('' if with_sources else ' where not is_source') ~ ' order by 1'
    ).columns[0].values() -%}
    {{ return(units if units | length <= 2000 else none) }}
{% endmacro %}
