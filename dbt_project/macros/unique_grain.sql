{#-
    A data test: the columns name a row, that is, none is null and no two rows share them all. It
    fails as well when the model is empty while what feeds it is not, for nothing is always unique.

    unique_grain(columns=['org_code', 'period'], fed_by=ref('stg_observations'))

    Columns that `may_be_null` are part of the key all the same.

    Of what grows with every night only the rows that the night computed again are looked at, all of
    them in a whole build: no other row can have got a double. touched='cell' looks at dirty cells by
    their number, touched='indicator' at the same in the catalogue's words, touched='submission' at
    what submissions say that speak differently.
-#}
{% test unique_grain(model, columns, fed_by=none, touched=none, may_be_null=[]) %}
select
    {% for column in columns -%}
    {{ column }}::text as {{ column }},
    {% endfor -%}
    count(*) as rows_found
{%- if touched in ['cell', 'indicator'] %}
from {{ touched_rows(model, touched) }} as touched
{%- else %}
from {{ model }}
{%- endif %}
{%- do ref('int_changed_submissions') if touched == 'submission' %}
{%- if touched == 'submission' and built_before() %}
where {{ only_changed('submission_id') }}
{%- endif %}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns if column not in may_be_null %} or {{ column }} is null{% endfor %}
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
