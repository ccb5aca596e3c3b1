{#-
    A data test: every figure of a wide mart is the one that marts.totals publishes, with its bounds,
    completeness and method, and no published one is missing. The codes are the first edition's.

    equals_totals(figures={'stations_count': 'ws_total'})
-#}
{% test equals_totals(model, figures) %}
with

wide as (
    {% for column, code in figures.items() -%}
    select
        org_code,
        year,
        '{{ code }}' as code,
        {{ column }} as total,
        {{ column }}_lower as lower,
        {{ column }}_upper as upper,
        {{ column }}_completeness as completeness,
        {{ column }}_method as method
    from {{ model }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

narrow as (
    select
        totals.org_code,
        left(totals.period, 4)::integer as year,
        codes.code,
        round(totals.total, 2) as total,
        round(totals.lower, 2) as lower,
        round(totals.upper, 2) as upper,
        totals.completeness,
        totals.method
    from {{ ref('totals') }} as totals
    inner join {{ ref('indicator_codes') }} as codes
        on totals.indicator = codes.indicator and {{ same_breakdown('totals', 'codes') }}
    where
        totals.boundary = 'period'
        and length(totals.period) = 4
        and codes.code in ({% for code in figures.values() %}'{{ code }}'{{ ', ' if not loop.last }}{% endfor %})
)

select
    coalesce(wide.org_code, narrow.org_code) as org_code,
    coalesce(wide.year, narrow.year) as year,
    coalesce(wide.code, narrow.code) as code,
    wide.total as wide_total,
    narrow.total as narrow_total
from wide
full outer join narrow
    on wide.org_code = narrow.org_code and wide.year = narrow.year and wide.code = narrow.code
where
    wide.code is null
    or (wide.total, wide.lower, wide.upper, wide.completeness, wide.method)
    is distinct from (narrow.total, narrow.lower, narrow.upper, narrow.completeness, narrow.method)
{% endtest %}
