{#- What an observation says in words: the sentence or the text of the cell where it is kept, else (a plain
    number in a cell, of which nothing but the number is kept) the indicator's name and the figure. -#}
{% macro words_of(observation, indicators) -%}
    case
        when {{ observation }}.observation_id is null then null
        else coalesce(
            {{ observation }}.quote,
            {{ indicators }}.name_zh || '：'
            || {{ shown_interval(observation ~ '.lower', observation ~ '.upper') }} || {{ indicators }}.unit
        )
    end
{%- endmacro %}
