{#-
    The members that a cell is broken down by, joined with 、, or 合计:
    crossing_members('f') on (teenagers, total, total, lecture) gives teenagers、lecture
-#}
{% macro crossing_members(alias) -%}
    coalesce(nullif(concat_ws(
        '、'
        {%- for dimension in dimensions() -%}
        , nullif({{ alias }}.{{ dimension }}, 'total')
        {%- endfor -%}
    ), ''), '合计')
{%- endmacro %}
