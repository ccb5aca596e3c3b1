{#-
    By what two printed names may mean one thing: width, white space, brackets and case do not count.
    For comparing only: what stands in a mart stays as sent. Null where nothing is left.
-#}
{% macro comparable_name(name) -%}
    nullif(lower(regexp_replace(normalize({{ name }}, NFKC), '[[:space:]()\[\]{}<>〈〉《》「」『』【】〔〕·\u200b\ufeff]', '', 'g')), '')
{%- endmacro %}
