{#- What a cell of a register states, without the white space around it; null where it is blank or says
    that there is nothing to state. As cells.NOT_APPLICABLE in ingestion. -#}
{% macro stated(text) -%}
    case
        when btrim({{ text }}) not in ('', '-', '--', '–', '—', '——', '―', '/', '／', '无', '不适用', 'N/A') then btrim({{ text }})
    end
{%- endmacro %}
