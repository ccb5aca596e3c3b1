-- Two statements of one cell that cannot both be true, with where each was made, since when they have
-- stood against each other, and when they ceased to. A closed line shows the figures it was closed with.
{%- set key = [
    ('org_code', 'varchar(12)'), ('indicator', 'varchar(64)'), ('period', 'varchar(7)'), ('audience', 'varchar(32)'),
    ('grade', 'varchar(32)'), ('department', 'varchar(32)'), ('kind', 'varchar(32)'), ('boundary', 'varchar(6)'),
    ('contradiction_kind', 'varchar(21)'), ('scope', 'varchar(9)'), ('basis', 'varchar(6)'),
    ('second_source', 'varchar(8)'), ('second_office', 'varchar(12)'),
] %}
{%- set sides = [
    ('first_source', 'varchar(8)'), ('first_office', 'varchar(12)'), ('first_value', 'numeric(38, 12)'),
    ('first_lower', 'numeric(38, 12)'), ('first_upper', 'numeric(38, 12)'), ('first_submission_id', 'varchar(64)'),
    ('first_observation_id', 'bigint'), ('first_file', 'varchar(1000)'), ('first_source_ref', 'varchar(200)'),
    ('first_quote', 'varchar(2000)'), ('second_value', 'numeric(38, 12)'), ('second_lower', 'numeric(38, 12)'),
    ('second_upper', 'numeric(38, 12)'), ('second_submission_id', 'varchar(64)'), ('second_observation_id', 'bigint'),
    ('second_file', 'varchar(1000)'), ('second_source_ref', 'varchar(200)'), ('second_quote', 'varchar(2000)'),
    ('severity', 'varchar(3)'),
] %}
{%- set dates = [('first_seen_on', 'date'), ('closed_on', 'date')] %}
with

as_of as (
    select as_of_day from {{ ref('stg_as_of') }}
),

now as (
    select
        pairs.*,
        true as is_open,
        one_file.source_uri as first_file,
        one.source_ref as first_source_ref,
        {{ words_of('one', 'indicators') }} as first_quote,
        other_file.source_uri as second_file,
        other.source_ref as second_source_ref,
        {{ words_of('other', 'indicators') }} as second_quote
    from {{ ref('int_contradiction_pairs') }} as pairs
    inner join {{ ref('stg_indicators') }} as indicators on pairs.indicator = indicators.indicator
    left join {{ ref('stg_submissions') }} as one_file on pairs.first_submission_id = one_file.submission_id
    left join {{ ref('stg_submissions') }} as other_file on pairs.second_submission_id = other_file.submission_id
    left join {{ source('raw', 'observations') }} as one on pairs.first_observation_id = one.observation_id
    left join {{ source('raw', 'observations') }} as other on pairs.second_observation_id = other.observation_id
),

published as (
    {{ published_ledger('contradictions', dict(key + sides + dates)) }}
),

before as (
    -- a unit or indicator that the reference data no longer have takes its lines along
    select published.*
    from published
    inner join {{ ref('stg_org_units') }} as units on published.org_code = units.org_code
    inner join {{ ref('stg_indicators') }} as indicators on published.indicator = indicators.indicator
)

select
    {% for column, type in key -%}
    coalesce(now.{{ column }}, before.{{ column }})::{{ type }} as {{ column }},
    {% endfor -%}
    {% for column, type in sides -%}
    case when now.org_code is null then before.{{ column }} else now.{{ column }} end::{{ type }} as {{ column }},
    {% endfor -%}
    (now.org_code is not null)::boolean as is_open,
    {{ ledger_dates('now.is_open', 'before', 'as_of.as_of_day') }}
from now
full outer join before
    on now.org_code = before.org_code
    and {{ same_cell('now', 'before') }}
    and now.boundary = before.boundary
    and now.contradiction_kind = before.contradiction_kind
    and now.scope = before.scope
    and now.basis = before.basis
    and now.second_source = before.second_source
    and now.second_office = before.second_office
cross join as_of
