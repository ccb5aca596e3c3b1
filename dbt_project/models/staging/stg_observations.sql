-- Assertions as they were read, with the days of their period.
with

observations as (
    select * from {{ source('raw', 'observations') }}
),

periods as (
    select * from {{ ref('stg_periods') }}
),

with_days as (
    select
        observations.*,
        periods.period_type,
        periods.first_day,
        periods.last_day,
        periods.period_year
    from observations
    left join periods on observations.period = periods.period
)

select
    -- ids
    observation_id,
    submission_id,
    org_code as org_code_as_sent,

    -- strings
    indicator,
    period,
    period_type,
    audience,
    grade,
    department,
    kind,
    scope,
    status,
    basis,
    state,
    source_ref,
    quote,

    -- numerics
    value,
    lower,
    upper,
    period_year,

    -- dates
    first_day,
    last_day
from with_days
