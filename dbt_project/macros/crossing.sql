{#-
    The crossing a cell stands in: its broken-down dimensions joined with +, or total.
    crossing('f') on (teenagers, total, total, lecture) gives audience+kind;
    crossing('f', without='kind') leaves that dimension out.
-#}
{% macro crossing(alias, without=none) -%}
    coalesce(nullif(concat_ws(
        '+'
        {%- for dimension in dimensions() if dimension != without -%}
        , case when {{ alias }}.{{ dimension }} <> 'total' then '{{ dimension }}' end
        {%- endfor -%}
    ), ''), 'total')
{%- endmacro %}
