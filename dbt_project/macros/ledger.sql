{#-
    The lines of a ledger as they were published last, for the dates they carry; no rows at the first
    build, or where the published table has not all of the columns (an earlier version of it).

    published_ledger('differences', {'org_code': 'varchar(12)', 'closed_on': 'date'})
-#}
{% macro published_ledger(name, columns) %}
    {%- set there = [] -%}
    {%- if execute -%}
        {%- set found = adapter.get_relation(database=target.database, schema='marts', identifier=name) -%}
        {%- if found -%}
            {%- for column in adapter.get_columns_in_relation(found) -%}
                {%- do there.append(column.name) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
    {%- if columns.keys() | reject('in', there) | list -%}
    select
        {% for column, type in columns.items() -%}
        null::{{ type }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    where false
    {%- else -%}
    select {{ columns.keys() | join(', ') }}
    from marts.{{ name }}
    {%- endif %}
{% endmacro %}

{#-
    The two dates of a ledger line: first seen, and closed. A line that becomes open is first seen on the
    night's day, also if it was closed before; one that is no longer open closes on that day; else both
    stay as published. `before` is the line as published, with nulls where there was none.

    ledger_dates('now.is_open', 'before', 'as_of.as_of_day')
-#}
{% macro ledger_dates(is_open, before, day) -%}
    {%- set was_open -%}
        ({{ before }}.first_seen_on is not null and {{ before }}.closed_on is null)
    {%- endset -%}
    case
        when coalesce({{ is_open }}, false) and not {{ was_open }} then {{ day }}
        else {{ before }}.first_seen_on
    end::date as first_seen_on,
    case
        when coalesce({{ is_open }}, false) then null
        when {{ was_open }} then {{ day }}
        else {{ before }}.closed_on
    end::date as closed_on
{%- endmacro %}
