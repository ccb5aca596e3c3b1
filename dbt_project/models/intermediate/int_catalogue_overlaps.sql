-- Lines of the catalogue's files that hold in years in which an earlier line of the same file says the
-- same thing already, and of the population those that are used beside another edition of the year.
-- Nothing is doubled by them: see each model for what holds.
{%- set cell = ['indicator'] + dimensions() %}
{%- set files = [
    ('indicator_members', ['indicator', 'dimension', 'member'], 'valid_from', 'valid_to', 'true'),
    ('form_items', ['form'] + cell, 'valid_from_year', 'valid_to_year', 'true'),
    ('audit_relations', ['relation_id'], 'valid_from_year', 'valid_to_year', 'true'),
    ('population', ['org_code', 'indicator', 'year'], 'year', 'year + 1', 'is_used'),
] %}
with

{% for file, key, first_year, next_year, condition in files -%}
{{ file }}_lines as (
    select
        *,
        concat_ws(
            ' ',
            {% for column in key -%}
            nullif({{ column }}::text, 'total'){{ ',' if not loop.last }}
            {% endfor %}
        ) as subject,
        coalesce({{ first_year }}, 0) as first_year,
        coalesce({{ next_year }}, 9999) as next_year,
        -- seeds are loaded in the order of the file
        (row_number() over (order by ctid) + 1)::integer as line
    from {{ ref(file) }}
){{ ',' if not loop.last }}

{% endfor -%}
{% for file, key, first_year, next_year, condition in files -%}
select
    '{{ file }}.csv' as file,
    lines.line,
    {{ "'population_used_twice'" if file == 'population' else "'validity_overlaps'" }} as fault,
    {{ 'lines.org_code' if 'org_code' in key else 'null' }}::text as org_code,
    lines.subject,
    lines.first_year,
    lines.next_year,
    min(others.line) as other_line
from {{ file }}_lines as lines
inner join {{ file }}_lines as others
    on lines.line > others.line
    {%- for column in key %}
    and lines.{{ column }} = others.{{ column }}
    {%- endfor %}
    and lines.first_year < others.next_year
    and lines.next_year > others.first_year
    {%- if condition != 'true' %}
    and lines.{{ condition }}
    and others.{{ condition }}
    {%- endif %}
group by lines.line, lines.subject, lines.first_year, lines.next_year{{ ', lines.org_code' if 'org_code' in key }}
{{ 'union all' if not loop.last }}
{% endfor %}
