{#-
    What a night has to compute again: int_dirty names units, cells and years; everything else stays as
    it was built. A whole build (--full-refresh, or the first one) knows no such restriction.
-#}

{#- What a build remembers of itself under this name, none where everything is built anew. -#}
{% macro as_built(name) %}
    {{ return(none if flags.FULL_REFRESH else adapter.get_relation(target.database, 'intermediate', name)) }}
{% endmacro %}

{#- The same for tests: none as well where they are to look at everything (--vars '{all_rows: true}'). -#}
{% macro built_before() %}
    {{ return(none if var('all_rows', false) else as_built('built_due')) }}
{% endmacro %}

{#-
    Rows that are new or gone since the last build. new_where keeps new ones to those that can matter.
-#}
{% macro new_or_gone(now, before, columns='*', new_where='true') %}
    (
        (
            select {{ columns }} from {{ now }}
            where {{ new_where }}
            except
            select {{ columns }} from {{ before }}
        )
        union all
        (
            select {{ columns }} from {{ before }}
            except
            select {{ columns }} from {{ now }}
        )
    )
{%- endmacro %}

{#- Whether a row is of a dirty cell, by the cell's number; year and cell may be of another alias. -#}
{% macro is_dirty_cell(alias, year='period_year', cell='cell_id') -%}
    ({{ alias }}.org_code, {{ cell if '.' in cell else alias ~ '.' ~ cell }}, {{ year if '.' in year else alias ~ '.' ~ year }}) in (
        select dirty.org_code, dirty.cell_id, dirty.period_year from {{ ref('int_dirty') }} as dirty
    )
{%- endmacro %}

{#- The same in the catalogue's words. -#}
{% macro is_dirty_row(alias) -%}
    ({{ alias }}.org_code, {{ alias }}.indicator, left({{ alias }}.period, 4)::integer) in (
        select dirty.org_code, dirty.indicator, dirty.period_year from {{ ref('int_dirty') }} as dirty
    )
{%- endmacro %}

{#-
    Conditions that keep a select to what a night computes again, nothing in a whole build:
    only_dirty('figures'), where figures has org_code, cell_id and period_year.
    The list of units is there for the indexes: a planner does not know how few they are.
-#}
{% macro only_dirty(alias, year='period_year', cell='cell_id') %}
    {%- do ref('int_dirty') -%}
    {%- do ref('int_dirty_units') -%}
    {%- if is_incremental() %}
        {{ only_dirty_units(alias) }}
        and {{ is_dirty_cell(alias, year, cell) }}
    {%- endif %}
{% endmacro %}

{#- The same by unit only, for what dirty cells are made of: with_sources adds those whose figures came to them. -#}
{% macro only_dirty_units(alias, with_sources=false, column='org_code') %}
    {%- do ref('int_dirty') -%}
    {%- do ref('int_dirty_units') -%}
    {%- if is_incremental() %}
        {%- set units = dirty_units(with_sources) %}
        {%- if units is not none %}
        and {{ alias }}.{{ column }} in ({% for unit in units %}'{{ unit | replace("'", "''") }}'{{ ', ' if not loop.last }}{% else %}null{% endfor %})
        {%- endif %}
    {%- endif %}
{% endmacro %}

{#- Before a night's rows come in, those that they replace go. -#}
{% macro forget_dirty() %}
    {%- if is_incremental() %}
    delete from {{ this }} as figures
    where true {{ only_dirty('figures') }}
    {%- endif %}
{% endmacro %}

{#- The same for a mart, whose rows are in the catalogue's words. -#}
{% macro forget_dirty_rows() %}
    {%- if is_incremental() %}
    delete from {{ this }} as figures
    where
        true
        {{ only_dirty_units('figures') }}
        and {{ is_dirty_row('figures') }}
    {%- endif %}
{% endmacro %}

{#-
    Keeps a select to submissions that speak differently than before. An array, which is asked once and
    looked up by index: models join without nested loops (dbt_project.yml), so that a join with these few
    would read every assertion there is.
-#}
{% macro only_changed(column) -%}
    {{ column }} = any(array(select changed.submission_id from {{ ref('int_changed_submissions') }} as changed))
{%- endmacro %}

{#- Before their rows come in, those that they replace go. -#}
{% macro forget_changed() %}
    {%- if is_incremental() %}
    delete from {{ this }} as figures
    where {{ only_changed('figures.submission_id') }}
    {%- endif %}
{% endmacro %}

{#-
    For the tests of what grows with every night: the rows that the night computed again, in brackets, and
    in a whole build all. touched='cell' knows dirty cells by their number, 'indicator' by the catalogue's
    words. Materialized, or the planner asks the index for a unit's rows once for each of its cells.
-#}
{% macro touched_rows(model, touched) -%}
    {%- do ref('int_dirty') %}
    {%- do ref('int_dirty_units') %}
    {%- if built_before() -%}
    (
        with of_units as materialized (
            select * from {{ model }}
            where org_code = any(array(select units.org_code from {{ ref('int_dirty_units') }} as units))
        )

        select *
        from of_units
        where
            {{ is_dirty_cell('of_units') if touched == 'cell' else is_dirty_row('of_units') }}
    )
    {%- else -%}
    {{ model }}
    {%- endif -%}
{%- endmacro %}
