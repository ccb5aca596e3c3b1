{#-
    A figure as a reporter reads it: 55, or 48000（48000至49000）, or 900（至少900）; never null.
    interval_zh('value', 'lower', 'upper')
-#}
{% macro interval_zh(value, lower, upper) -%}
    (coalesce(trim_scale({{ value }})::text, '无数') || case
        when {{ lower }} = {{ upper }} then ''
        when {{ lower }} is null and {{ upper }} is null then '（上下限不明）'
        when {{ lower }} is null then '（至多' || trim_scale({{ upper }})::text || '）'
        when {{ upper }} is null then '（至少' || trim_scale({{ lower }})::text || '）'
        else '（' || trim_scale({{ lower }})::text || '至' || trim_scale({{ upper }})::text || '）'
    end)
{%- endmacro %}
