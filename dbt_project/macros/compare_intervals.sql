{#-
    The verdict on `left operator right` between two intervals: holds, fails or cannot_tell. The
    operator is an SQL expression that gives =, >= or <=; null is an open end; the tolerance, never
    negative, is what rounding explains.

    Closed intervals: it fails if no pair of values within the two satisfies it, the tolerance allowed,
    else it holds, that is, both wordings can be true together (900 against parts of [886, 916]).
    An open end may lie anywhere: the interval stands for every closed one within it, and where these
    do not all give the same verdict it is cannot_tell. So 900 >= a sum from 886 up, of which a part is
    missing, is cannot_tell; a sum from 950 up fails; [900, ) >= 630 holds, [500, ) >= 630 cannot_tell.

    compare_intervals("'='", '40000', '50000', '68650', '71750') gives fails;
    compare_intervals("'='", '3794300', '3794300', '3794200', '3794200', '100') gives holds;
    compare_intervals("'>='", '900', '900', '886', 'null') gives cannot_tell.
-#}
{% macro compare_intervals(operator, left_lower, left_upper, right_lower, right_upper, tolerance='0') -%}
    {%- set at_least = _at_least(left_lower, left_upper, right_lower, right_upper, tolerance) -%}
    {%- set at_most = _at_least(right_lower, right_upper, left_lower, left_upper, tolerance) -%}
    (case
        when {{ operator }} in ('=', '>=') and {{ at_least.fails }} then 'fails'
        when {{ operator }} in ('=', '<=') and {{ at_most.fails }} then 'fails'
        when {{ operator }} in ('=', '>=') and not {{ at_least.holds }} then 'cannot_tell'
        when {{ operator }} in ('=', '<=') and not {{ at_most.holds }} then 'cannot_tell'
        else 'holds'
    end)
{%- endmacro %}

{#- Whether the greater side is at least the smaller one: two SQL conditions that are never null. -#}
{% macro _at_least(lower, upper, other_lower, other_upper, tolerance) -%}
    {%- set fails -%}
        coalesce(({{ upper }})::numeric + ({{ tolerance }}) < ({{ other_lower }})::numeric, false)
    {%- endset -%}
    {%- set holds -%}
        (
            ({{ lower }}) is not null
            and ({{ other_upper }}) is not null
            and coalesce(({{ upper }})::numeric, {{ lower }}) + ({{ tolerance }})
            >= coalesce(({{ other_lower }})::numeric, {{ other_upper }})
        )
    {%- endset -%}
    {{ return({'fails': fails, 'holds': holds}) }}
{%- endmacro %}
