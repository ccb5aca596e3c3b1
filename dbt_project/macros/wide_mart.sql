{#-
    One row per unit and year with a subject's figures side by side, as people and BI read them:
    on the period's own boundary, annual periods only.

    wide_mart([('stations_count', 'ws_total')], 'numeric(38, 2)') gives stations_count, its bounds
    stations_count_lower and _upper, its _completeness and its _method. A figure is named by its
    first-edition code, which the catalogue resolves to indicator and breakdown.
-#}
{% macro wide_figures(figures) %}
    select
        totals.org_code,
        totals.period,
        {% for column, code in figures -%}
        {%- set is_it -%} codes.code = '{{ code }}' {%- endset -%}
        max(totals.total) filter (where {{ is_it }}) as {{ column }},
        max(totals.lower) filter (where {{ is_it }}) as {{ column }}_lower,
        max(totals.upper) filter (where {{ is_it }}) as {{ column }}_upper,
        max(totals.completeness) filter (where {{ is_it }}) as {{ column }}_completeness,
        max(totals.method) filter (where {{ is_it }}) as {{ column }}_method
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('totals') }} as totals
    inner join {{ ref('indicator_codes') }} as codes
        on totals.indicator = codes.indicator and {{ same_breakdown('totals', 'codes') }}
    inner join {{ ref('dim_period') }} as periods
        on totals.period = periods.period and periods.period_type = 'annual'
    where
        totals.boundary = 'period'
        and codes.code in ({% for column, code in figures %}'{{ code }}'{{ ', ' if not loop.last }}{% endfor %})
    group by totals.org_code, totals.period
{% endmacro %}

{#- The columns of wide_figures(), rounded to two decimals, as a contract types them. -#}
{% macro wide_columns(alias, figures) %}
    {%- for column, code in figures %}
    round({{ alias }}.{{ column }}, 2)::numeric(38, 2) as {{ column }},
    round({{ alias }}.{{ column }}_lower, 2)::numeric(38, 2) as {{ column }}_lower,
    round({{ alias }}.{{ column }}_upper, 2)::numeric(38, 2) as {{ column }}_upper,
    {{ alias }}.{{ column }}_completeness::numeric(7, 6) as {{ column }}_completeness,
    {{ alias }}.{{ column }}_method::varchar(8) as {{ column }}_method
    {{- ',' if not loop.last }}
    {%- endfor %}
{% endmacro %}

{#- Code, names, level and year of a row of a wide mart. -#}
{% macro wide_keys(alias) %}
    {{ alias }}.org_code::varchar(12) as org_code,
    units.name::varchar(80) as name,
    units.level::varchar(12) as level,
    units.parent_code::varchar(12) as parent_code,
    {{ alias }}.period::integer as year,
    make_date({{ alias }}.period::integer, 1, 1)::date as year_date
{% endmacro %}
