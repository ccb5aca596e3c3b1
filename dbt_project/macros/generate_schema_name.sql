{#-
    The schema a model names is the schema it lands in, whoever runs dbt; with the variable `beside` all
    of them land in that one, for a comparison.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('beside', none) or custom_schema_name or target.schema }}
{%- endmacro %}
