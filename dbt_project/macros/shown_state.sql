{#- A figure as a reporter reads it, its state included: shown_state('f') reads f.state, f.value and its bounds. -#}
{% macro shown_state(alias) -%}
    (
        case {{ alias }}.state
            when 'not_applicable' then '-（不适用）'
            when 'erased' then '作废'
            else {{ interval_zh(alias ~ '.value', alias ~ '.lower', alias ~ '.upper') }}
        end
    )
{%- endmacro %}
