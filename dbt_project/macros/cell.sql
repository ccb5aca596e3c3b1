{#-
    The columns that name one cell of the statistical cube, without the unit:
    cell('f') gives f.indicator, f.period, f.audience, f.grade, f.department, f.kind
-#}
{% macro cell(alias=none) -%}
    {%- for column in ['indicator', 'period', 'audience', 'grade', 'department', 'kind'] -%}
        {{ alias ~ '.' if alias }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- same_cell('a', 'b') gives a.indicator = b.indicator and ... over the columns of cell(). -#}
{% macro same_cell(left, right) -%}
    {%- for column in ['indicator', 'period', 'audience', 'grade', 'department', 'kind'] -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- same_breakdown('a', 'b') gives a.audience = b.audience and ... over the four dimensions. -#}
{% macro same_breakdown(left, right) -%}
    {%- for column in dimensions() -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The breakdown dimensions, in the order in which parts are added up. -#}
{% macro dimensions() -%}
    {{ return(['audience', 'grade', 'department', 'kind']) }}
{%- endmacro %}
