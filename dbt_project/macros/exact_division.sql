{#-
    Quotients at six decimals, exact whatever the size (a numeric division rounds on its own); halves
    are rounded away from zero.
    The denominator is positive; a null on either side gives null.
    round6('1', '3') -> 0.333333; floor6('2', '3') -> 0.666666; ceil6('1', '3') -> 0.333334
-#}
{% macro round6(numerator, denominator) -%}
    (sign(({{ numerator }})::numeric) * {{ _floor_quotient(
        '2 * abs(' ~ numerator ~ ') * 1000000 + (' ~ denominator ~ ')', '2 * (' ~ denominator ~ ')'
    ) }} * 0.000001)
{%- endmacro %}

{% macro floor6(numerator, denominator) -%}
    ({{ _floor_quotient('(' ~ numerator ~ ') * 1000000', denominator) }} * 0.000001)
{%- endmacro %}

{% macro ceil6(numerator, denominator) -%}
    (-{{ _floor_quotient('-(' ~ numerator ~ ') * 1000000', denominator) }} * 0.000001)
{%- endmacro %}

{% macro _floor_quotient(numerator, denominator) -%}
    (div(({{ numerator }})::numeric, ({{ denominator }})::numeric)
    - (mod(({{ numerator }})::numeric, ({{ denominator }})::numeric) < 0)::integer)
{%- endmacro %}
