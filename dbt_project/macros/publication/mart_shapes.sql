{#-
    The columns of a table in order: name, type, not_null, key (place in the primary key, 0 outside),
    comment; an empty list where there is no such table.
-#}
{% macro _columns_of(schema, name) %}
    {%- set found = run_query("
        select
            quote_ident(columns.attname),
            format_type(columns.atttypid, columns.atttypmod),
            columns.attnotnull::integer,
            coalesce(array_position(keys.conkey, columns.attnum), 0),
            coalesce(col_description(columns.attrelid, columns.attnum), '')
        from pg_attribute as columns
        left join pg_constraint as keys on columns.attrelid = keys.conrelid and keys.contype = 'p'
        where
            columns.attrelid = to_regclass('" ~ schema ~ "." ~ name ~ "')
            and columns.attnum > 0
            and not columns.attisdropped
        order by columns.attnum") -%}
    {%- set columns = [] -%}
    {%- for row in found.rows -%}
        {%- do columns.append({'name': row[0], 'type': row[1], 'not_null': row[2] == 1, 'key': row[3] | int, 'comment': row[4]}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}

{#- What makes two tables interchangeable: everything but the comments. -#}
{% macro _shape(columns) %}
    {%- set shape = [] -%}
    {%- for column in columns -%}
        {%- do shape.append([column.name, column.type, column.not_null, column.key]) -%}
    {%- endfor -%}
    {{ return(shape) }}
{% endmacro %}

{% macro _names(columns) %}
    {{ return(columns | map(attribute='name') | list) }}
{% endmacro %}

{% macro _keys(columns) %}
    {{ return(columns | selectattr('key') | sort(attribute='key') | map(attribute='name') | list) }}
{% endmacro %}

{#- `name::type, ...` by the types of `columns`; null where the source does not have it (`present`). -#}
{% macro _cast(names, columns, present=none) %}
    {%- set types = {} -%}
    {%- for column in columns -%}
        {%- do types.update({column.name: column.type}) -%}
    {%- endfor -%}
    {%- set cast = [] -%}
    {%- for name in names -%}
        {%- do cast.append(('null' if present is not none and name not in present else name) ~ '::' ~ types[name] ~ ' as ' ~ name) -%}
    {%- endfor -%}
    {{ return(cast | join(', ')) }}
{% endmacro %}

{#- The columns of every mart that are not what was last noted of it. -#}
{% macro _log_shapes() %}
    {%- do run_query("
        with now as (
            select
                tables.relname as mart,
                columns.attnum,
                row_number() over (partition by tables.oid order by columns.attnum) as ordinal,
                columns.attname as column_name,
                format_type(columns.atttypid, columns.atttypmod) as data_type,
                columns.attnotnull as is_not_null,
                coalesce(array_position(keys.conkey, columns.attnum), 0) as key_position
            from pg_class as tables
            inner join pg_attribute as columns on tables.oid = columns.attrelid
            left join pg_constraint as keys on tables.oid = keys.conrelid and keys.contype = 'p'
            where
                tables.relnamespace = 'marts'::regnamespace
                and to_regclass('marts_history.' || quote_ident(tables.relname)) is not null
                and tables.relkind = 'r'
                and columns.attnum > 0
                and not columns.attisdropped
        ),
        noted as (
            select * from marts_history.shapes
            where (mart, publication_id) in (select mart, max(publication_id) from marts_history.shapes group by mart)
        ),
        differing as (
            select coalesce(now.mart, noted.mart) as mart
            from now
            full join noted
                on now.mart = noted.mart
                and now.ordinal = noted.ordinal
                and (now.column_name, now.data_type, now.is_not_null, now.key_position)
                = (noted.column_name, noted.data_type, noted.is_not_null, noted.key_position)
            where now.mart is null or noted.mart is null
        )
        insert into marts_history.shapes
        select
            (select max(publication_id) from marts.publications),
            mart, ordinal, column_name, data_type, is_not_null, key_position
        from now
        where mart in (select mart from differing)") -%}
{% endmacro %}
