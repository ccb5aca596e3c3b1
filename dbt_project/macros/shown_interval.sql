{#- An interval as a message shows it: 55, 48000 至 49000, 至少 68 where it is open above. -#}
{% macro shown_interval(lower, upper) -%}
    case
        when {{ lower }} = {{ upper }} then trim_scale({{ lower }}::numeric)::text
        when {{ upper }} is null and {{ lower }} is null then '未定'
        when {{ upper }} is null then '至少 ' || trim_scale({{ lower }}::numeric)::text
        when {{ lower }} is null then '至多 ' || trim_scale({{ upper }}::numeric)::text
        else trim_scale({{ lower }}::numeric)::text || ' 至 ' || trim_scale({{ upper }}::numeric)::text
    end
{%- endmacro %}
