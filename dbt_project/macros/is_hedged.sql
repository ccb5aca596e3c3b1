{#- Whether an interval is more than a point: its ends differ, or one is open. -#}
{% macro is_hedged(lower, upper) -%}
    ({{ lower }} is null or {{ upper }} is null or {{ lower }} <> {{ upper }})
{%- endmacro %}
