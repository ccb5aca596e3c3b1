{#-
    The verdict on an equality from the interval of its gap (left side less right side), null being an
    open end: fails where zero lies outside, holds where both ends are known and zero lies within,
    else cannot_tell.
-#}
{% macro gap_verdict(lower, upper) -%}
    case
        when {{ lower }} > 0 or {{ upper }} < 0 then 'fails'
        when {{ lower }} is not null and {{ upper }} is not null then 'holds'
        else 'cannot_tell'
    end
{%- endmacro %}
