{#-
    The history of a mart made able to hold its new shape beside all earlier ones: columns are added
    and widened, never dropped; nothing but known_from must be there. Then what is derived from it.
-#}
{% macro _fit_history(name, next) %}
    {%- set history = 'marts_history.' ~ name -%}
    {%- set had = _columns_of('marts_history', name) -%}
    {%- if had -%}
        {%- do _loosen_history(name, had, next) -%}
    {%- else -%}
        {%- set columns = [] -%}
        {%- for column in next -%}
            {%- do columns.append(column.name ~ ' ' ~ column.type) -%}
        {%- endfor -%}
        {%- do run_query('create table ' ~ history ~ ' (' ~ columns | join(', ') ~ ', known_from timestamptz not null, known_to timestamptz)') -%}
        {%- do run_query('comment on column ' ~ history ~ ".known_from is '自何时起如此公布'") -%}
        {%- do run_query('comment on column ' ~ history ~ ".known_to is '至何时止如此公布；现行状态为空'") -%}
        {%- do run_query('comment on table ' ~ history ~ " is '历次公布状态：" ~ name ~ "'") -%}
    {%- endif -%}
    {%- for column in next -%}
        {%- do run_query('comment on column ' ~ history ~ '.' ~ column.name ~ ' is ' ~ _literal(column.comment)) -%}
    {%- endfor -%}
    {%- do _guard_history(name, next) -%}
    {%- do _make_as_of(name) -%}
{% endmacro %}

{% macro _loosen_history(name, had, next) %}
    {%- set table = 'alter table marts_history.' ~ name -%}
    {%- set primary = _first("select quote_ident(conname) from pg_constraint where contype = 'p' and conrelid = 'marts_history." ~ name ~ "'::regclass") -%}
    {%- do run_query(table ~ ' drop constraint ' ~ primary) if primary -%}
    {%- set types = {} -%}
    {%- for column in had -%}
        {%- do types.update({column.name: column.type}) -%}
        {%- do run_query(table ~ ' alter column ' ~ column.name ~ ' drop not null') if column.not_null and column.name != 'known_from' -%}
    {%- endfor -%}
    {%- for column in next -%}
        {%- if column.name not in types -%}
            {%- do run_query(table ~ ' add column ' ~ column.name ~ ' ' ~ column.type) -%}
        {%- else -%}
            {%- set wide = _wider(types[column.name], column.type) -%}
            {%- if wide != types[column.name] -%}
                {%- do run_query(table ~ ' alter column ' ~ column.name ~ ' type ' ~ wide ~ ' using ' ~ column.name ~ '::' ~ wide) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#-
    Found by cell, the open row first of all: what a publication closes is found without the cell's past.
    Nothing is deleted, and a row that was closed stays as it is.
-#}
{% macro _guard_history(name, next) %}
    {%- set history = 'marts_history.' ~ name -%}
    {%- do run_query('drop index if exists marts_history.' ~ name ~ '_by_key') -%}
    {%- do run_query('create index ' ~ name ~ '_by_key on ' ~ history ~ ' (' ~ _keys(next) | join(', ') ~ ', known_to, known_from)') -%}
    {%- do run_query('create index if not exists ' ~ name ~ '_by_known_from on ' ~ history ~ ' (known_from)') -%}
    {%- do run_query('create index if not exists ' ~ name ~ '_by_known_to on ' ~ history ~ ' (known_to) where known_to is not null') -%}
    {%- do run_query('create or replace trigger append_only before delete or truncate on ' ~ history ~ ' for each statement execute function marts.refuse_change()') -%}
    {%- do run_query('create or replace trigger closed_stays before update on ' ~ history ~ ' for each row when (old.known_to is not null) execute function marts.refuse_change()') -%}
{% endmacro %}

{#- A type that holds every value of two: the wider of one kind, else text as varchar. -#}
{% macro _wider(one, other) %}
    {%- set whole = {'smallint': 5, 'integer': 10, 'bigint': 19} -%}
    {%- set a = modules.re.match('(character varying|numeric)[(]([0-9]+),?([0-9]*)[)]$', one) -%}
    {%- set b = modules.re.match('(character varying|numeric)[(]([0-9]+),?([0-9]*)[)]$', other) -%}
    {%- set kind_a = 'numeric' if one in whole else a.group(1) if a else one -%}
    {%- set kind_b = 'numeric' if other in whole else b.group(1) if b else other -%}
    {%- set size_a = whole.get(one) or (a.group(2) | int if a else 0) -%}
    {%- set size_b = whole.get(other) or (b.group(2) | int if b else 0) -%}
    {%- if one == other -%}
        {{ return(one) }}
    {%- elif one in whole and other in whole -%}
        {{ return(one if size_a > size_b else other) }}
    {%- elif kind_a == 'numeric' and kind_b == 'numeric' and size_a and size_b -%}
        {%- set places_a = a.group(3) | int if a else 0 -%}
        {%- set places_b = b.group(3) | int if b else 0 -%}
        {%- set places = [places_a, places_b] | max -%}
        {{ return('numeric(' ~ ([size_a - places_a, size_b - places_b] | max + places) ~ ',' ~ places ~ ')') }}
    {%- else -%}
        {#- 64 characters hold every number, date and instant -#}
        {{ return('character varying(' ~ [64, size_a, size_b] | max ~ ')') }}
    {%- endif -%}
{% endmacro %}

{#- Comments are no part of the shape: what the project says of a mart now, also of its history. -#}
{% macro _comment_on_mart(name, description, schema) %}
    {%- set now = {} -%}
    {%- for column in _columns_of('marts', name) -%}
        {%- do now.update({column.name: column.comment}) -%}
    {%- endfor -%}
    {%- for column in _columns_of(schema, name) if column.comment != now[column.name] -%}
        {%- do run_query('comment on column marts.' ~ name ~ '.' ~ column.name ~ ' is ' ~ _literal(column.comment)) -%}
        {%- do run_query('comment on column marts_history.' ~ name ~ '.' ~ column.name ~ ' is ' ~ _literal(column.comment)) -%}
    {%- endfor -%}
    {%- if _first("select obj_description('marts." ~ name ~ "'::regclass)") != description -%}
        {%- do run_query('comment on table marts.' ~ name ~ ' is ' ~ _literal(description)) -%}
    {%- endif -%}
{% endmacro %}

{#-
    marts_history.<mart>_as_of(instant) and (day): the mart as it stood then, the day's end being that
    of Asia/Shanghai. Plain enough to be inlined, so the indexes serve; rights are the caller's.
-#}
{% macro _make_as_of(name) %}
    {%- set kept = _columns_of('marts_history', name) | rejectattr('name', 'in', ['known_from', 'known_to']) | list -%}
    {%- set function = 'marts_history.' ~ name ~ '_as_of' -%}
    {%- set columns = [] -%}
    {%- for column in kept -%}
        {%- do columns.append(column.name ~ ' ' ~ column.type) -%}
    {%- endfor -%}
    {%- set returned = 'returns table (' ~ columns | join(', ') ~ ') language sql stable' -%}
    {%- do run_query('drop function if exists ' ~ function ~ '(date), ' ~ function ~ '(timestamptz)') -%}
    {%- do run_query('create function ' ~ function ~ '(timestamptz) ' ~ returned ~ ' as $$ select states.' ~ _names(kept) | join(', states.') ~ ' from marts_history.' ~ name ~ ' as states where states.known_from <= $1 and (states.known_to is null or states.known_to > $1) $$') -%}
    {%- do run_query('create function ' ~ function ~ '(date) ' ~ returned ~ ' as $$ select states.' ~ _names(kept) | join(', states.') ~ ' from ' ~ function ~ "((($1 + 1)::timestamp at time zone 'Asia/Shanghai') - interval '1 microsecond') as states $$") -%}
    {%- do run_query('comment on function ' ~ function ~ "(timestamptz) is '某一时刻所公布的 " ~ name ~ "'") -%}
    {%- do run_query('comment on function ' ~ function ~ "(date) is '某日终了（北京时间）所公布的 " ~ name ~ "'") -%}
{% endmacro %}
