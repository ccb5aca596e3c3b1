{#-
    Whether a day has come by the night's day, and until when what ends on a day is in force. The
    night's day is that of the last event in raw (stg_as_of): no rule reads the clock. Without an event
    there is nothing to tell, and everything holds.
-#}
{% macro is_in_force(day) %}
    coalesce({{ day }} <= (select as_of_day from {{ ref('stg_as_of') }}), true)
{%- endmacro %}

{% macro in_force_until(day) %}
    case when {{ is_in_force(day) }} then coalesce({{ day }}, date 'infinity') else date 'infinity' end
{%- endmacro %}
