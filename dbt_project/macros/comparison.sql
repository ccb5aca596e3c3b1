{#-
    What names one comparison, with an alias: comparison_key('f') gives
    f.figures, f.boundary, f.org_code, f.indicator, ... f.kind, f.basis
-#}
{% macro comparison_key(alias=none) -%}
    {%- for column in ['figures', 'boundary', 'org_code'] -%}
        {{ alias ~ '.' if alias }}{{ column }}, {% endfor -%}
    {{ cell(alias) }}, {{ alias ~ '.' if alias }}basis
{%- endmacro %}

{#- Whether two figures are of one unit, time and sort, so that only their cells differ. -#}
{% macro comparable(left, right) -%}
    {%- for column in ['figures', 'boundary', 'org_code', 'span', 'basis'] -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#-
    What rounding explains for each figure of a comparison within one indicator: amounts are printed
    in 万元 with two decimals, so each may be off by half of the last digit, 50 元. Counts are exact.
-#}
{% macro rounding_tolerance(value_type) -%}
    (case {{ value_type }} when 'money' then 50 else 0 end)
{%- endmacro %}
