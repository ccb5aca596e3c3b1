{#-
    A table with a contract, made of its query at once and constrained afterwards. dbt makes the table
    first and inserts: without parallel plans, and with a primary key that grows row by row, which took
    most of the time of a large mart. Types are set as the contract has them, which rewrites nothing
    where the query gives them.
-#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- set contracted = config.get('contract').enforced and not temporary -%}
    create {{ 'temporary ' if temporary else 'unlogged ' if config.get('unlogged', default=false) }}table {{ relation }}
    {% if contracted -%}
    {{ get_assert_columns_equivalent(sql) }}
    {%- set sql = get_select_subquery(sql) %}
    {%- endif %} as (
    {{ sql }}
    );
    {%- if contracted %}
    alter table {{ relation }}
    {%- for column in model['columns'].values() %}
    {%- set name = adapter.quote(column['name']) if column.get('quote') else column['name'] %}
    alter column {{ name }} type {{ column['data_type'] }},
    {%- for constraint in column['constraints'] %}
    {%- if constraint.type != 'not_null' %}
    {%- do exceptions.raise_compiler_error('The constraint ' ~ constraint.type ~ ' of ' ~ column['name'] ~ ' is none of a column here: state it for the model.') %}
    {%- endif %}
    alter column {{ name }} set not null,
    {%- endfor %}
    {%- endfor %}
    {%- for constraint in adapter.render_raw_model_constraints(raw_constraints=model['constraints']) %}
    add {{ constraint }}{{ ', ' if not loop.last }}
    {%- endfor %};
    {%- endif %}
{%- endmacro %}
