-- Which assertion holds for a cell, scope and basis: a form before a narrative, the unit's own
-- office before another's, then the latest that says something. An erasure silences its rank.
-- Cumulative figures are one series by the day they reach, under whatever period they were filed.
with

speaking as (
    select
        *,
        case basis when 'ytd' then last_day::text else period end as series_key,
        is_narrative::integer * 2 + (sender_code is distinct from org_code)::integer as rank
    from {{ ref('int_observations_checked') }}
    where set_aside is null and state in ('value', 'zero', 'not_applicable', 'erased')
),

latest_of_rank as (
    select distinct on (org_code, indicator, series_key, audience, grade, department, kind, scope, basis, rank) *
    from speaking
    order by
        org_code, indicator, series_key, audience, grade, department, kind, scope, basis, rank,
        speaks_at desc, correction_depth desc, submission_id desc, period asc, observation_id asc
),

holding as (
    select distinct on (org_code, indicator, series_key, audience, grade, department, kind, scope, basis) *
    from latest_of_rank
    where state <> 'erased'
    order by org_code, indicator, series_key, audience, grade, department, kind, scope, basis, rank
)

select
    observation_id,
    submission_id,
    org_code,
    {{ cell() }},
    period_type,
    first_day,
    last_day,
    scope,
    basis,
    case state when 'zero' then 'value' else state end as state,
    value,
    lower,
    upper
from holding
