{#-
    Whether a unified social credit code is sound (GB 32100-2015): 18 characters of an alphabet
    without I, O, S, V and Z, the last of which makes the sum of the first 17, each times
    3 to the power of its place (from 0) modulo 31, a multiple of 31. Null where there is no code.
    The same rule as ingestion/reading/credit_code.py, which tells it to the reporter.
-#}
{% macro is_sound_credit_code(code) -%}
    {%- set alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY' -%}
    {%- set weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] -%}
    case
        when {{ code }} is null then null
        when {{ code }} !~ '^[{{ alphabet }}]{18}$' then false
        else (
            {%- for weight in weights %}
            {{ weight }} * (strpos('{{ alphabet }}', substr({{ code }}, {{ loop.index }}, 1)) - 1) +
            {%- endfor %}
            strpos('{{ alphabet }}', substr({{ code }}, 18, 1)) - 1
        ) % 31 = 0
    end
{%- endmacro %}
