{#-
    A data test: the columns name a row, that is, none is null and no two rows share them all. It
    fails as well when the model is empty while what feeds it is not, for nothing is always unique.

    unique_grain(columns=['org_code', 'period'], fed_by=ref('stg_observations'))
-#}
{% test unique_grain(model, columns, fed_by=none) %}
select
    {% for column in columns -%}
    {{ column }}::text as {{ column }},
    {% endfor -%}
    count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{%- if fed_by %}

union all

select
    {% for column in columns -%}
    null,
    {% endfor -%}
    0
where
    not exists (select 1 from {{ model }})
    and exists (select 1 from {{ fed_by }})
{%- endif %}
{% endtest %}
