{#-
    What is known of units on both boundaries before anything is added up: their own, inclusive and
    unknown figures, and last year's own figure, by which completeness by value weighs them. A unit that
    owes and was heard of last year only has a row too (is_row false): its weight counts above it.
    node_figures(is_leaf=true) gives units without children, false the others.
-#}
{% macro node_figures(is_leaf) %}
{%- set figures = [] -%}
{%- for scope in ['own', 'inclusive', 'unknown'] -%}
    {%- for part in ['state', 'value', 'lower', 'upper'] -%}
        {%- do figures.append(scope ~ '_' ~ part) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for boundary in ['period', 'latest'] %}
{%- set latest = boundary == 'latest' %}
    select
        '{{ boundary }}' as boundary,
        coalesce(figures.org_code, last_year.org_code) as org_code,
        coalesce(figures.cell_id, last_year.cell_id) as cell_id,
        coalesce(figures.period, last_year.period) as period,
        coalesce(figures.period_year, last_year.period_year) as period_year,
        figures.org_code is not null as is_row,
        {% for column in figures -%}
        figures.{{ column }},
        {% endfor -%}
        coalesce(figures.own_is_reported, false) as own_is_reported,
        coalesce(figures.own_is_merged, false) as own_is_merged,
        coalesce(last_year.weight, 0) as weight
    from (
        select known.*{{ ', known.own_state is not null as own_is_reported' if not latest }}
        from {{ ref('int_latest_figures') if latest else ref('int_period_figures') }} as known
        inner join {{ ref('int_tree') }} as tree
            on known.org_code = tree.org_code
            and tree.tree_day = {{ "date '9999-12-31'" if latest else 'known.last_day' }}
            and {{ 'tree.is_leaf' if is_leaf else 'not tree.is_leaf' }}
        where true {{ only_dirty('known') }}
    ) as figures
    full outer join (
        select
            before.org_code,
            before.cell_id,
            following.period,
            following.period_year,
            before.own_value as weight
        from {{ ref('int_latest_figures') }} as before
        inner join {{ ref('stg_periods') }} as following on before.period = following.year_before
        inner join {{ ref('int_cells') }} as cells
            on before.cell_id = cells.cell_id and cells.is_added_up and not cells.is_reference and not cells.is_adjusted
        inner join {{ ref('int_spoken_years') }} as spoken
            on cells.indicator = spoken.indicator and before.period_year + 1 = spoken.period_year
        inner join {{ ref('int_tree') }} as tree
            on before.org_code = tree.org_code
            and tree.tree_day = {{ "date '9999-12-31'" if latest else 'following.last_day' }}
            and {{ 'tree.is_leaf' if is_leaf else 'not tree.is_leaf' }}
        inner join {{ ref('int_due_counts') }} as due
            on due.boundary = '{{ boundary }}'
            and following.last_day = due.last_day
            and before.profile_id = due.profile_id
            and before.org_code = due.org_code
            and due.is_due
        where before.own_value is not null {{ only_dirty('before', year='following.period_year') }}
    ) as last_year
        on figures.org_code = last_year.org_code
        and figures.cell_id = last_year.cell_id
        and figures.period = last_year.period
    {{ 'union all' if not latest }}
{%- endfor %}
{% endmacro %}
