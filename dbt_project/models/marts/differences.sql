-- Where an office's reported total and what we computed from below both exist: the difference (差额),
-- since when it has been open, and when it was closed. What once was open stays, also when a side of it
-- is gone.
{%- set figures = ['reported_inclusive', 'computed', 'amount', 'lower', 'upper'] %}
with

as_of as (
    select as_of_day from {{ ref('stg_as_of') }}
),

now as (
    select
        lines.*,
        lines.reported_value as reported_inclusive,
        lines.computed_value as computed,
        lines.verdict = 'fails' as is_open
    from {{ ref('int_difference_lines') }} as lines
),

published as (
    {{ published_ledger('differences', {
        'org_code': 'varchar(12)', 'indicator': 'varchar(64)', 'period': 'varchar(7)', 'audience': 'varchar(32)',
        'grade': 'varchar(32)', 'department': 'varchar(32)', 'kind': 'varchar(32)', 'boundary': 'varchar(6)',
        'reported_inclusive': 'numeric(38, 12)', 'computed': 'numeric(38, 12)', 'amount': 'numeric(38, 12)',
        'lower': 'numeric(38, 12)', 'upper': 'numeric(38, 12)', 'submission_id': 'varchar(64)',
        'observation_id': 'bigint', 'first_seen_on': 'date', 'closed_on': 'date',
    }) }}
),

before as (
    -- a unit or indicator that the reference data no longer have takes its lines along
    select published.*
    from published
    inner join {{ ref('stg_org_units') }} as units on published.org_code = units.org_code
    inner join {{ ref('stg_indicators') }} as indicators on published.indicator = indicators.indicator
    where published.first_seen_on is not null
)

select
    coalesce(now.org_code, before.org_code)::varchar(12) as org_code,
    coalesce(now.indicator, before.indicator)::varchar(64) as indicator,
    coalesce(now.period, before.period)::varchar(7) as period,
    coalesce(now.audience, before.audience)::varchar(32) as audience,
    coalesce(now.grade, before.grade)::varchar(32) as grade,
    coalesce(now.department, before.department)::varchar(32) as department,
    coalesce(now.kind, before.kind)::varchar(32) as kind,
    coalesce(now.boundary, before.boundary)::varchar(6) as boundary,
    {% for figure in figures -%}
    case when now.org_code is null then before.{{ figure }} else now.{{ figure }} end::numeric(38, 12) as {{ figure }},
    {% endfor -%}
    coalesce(now.is_open, false)::boolean as is_open,
    now.verdict::varchar(11) as verdict,
    now.severity::varchar(3) as severity,
    {{ ledger_dates('now.is_open', 'before', 'as_of.as_of_day') }},
    (now.org_code is null)::boolean as is_withdrawn,
    case when now.org_code is null then before.submission_id else now.submission_id end::varchar(64) as submission_id,
    case when now.org_code is null then before.observation_id else now.observation_id end::bigint as observation_id
from now
full outer join before
    on now.org_code = before.org_code
    and {{ same_cell('now', 'before') }}
    and now.boundary = before.boundary
cross join as_of
