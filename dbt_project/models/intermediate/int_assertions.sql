{{ config(materialized='view', post_hook=[]) }}
-- Which assertion holds for a cell, scope and basis, in the catalogue's words.
select
    held.observation_id,
    observations.submission_id,
    held.org_code,
    cells.indicator,
    held.period,
    cells.audience,
    cells.grade,
    cells.department,
    cells.kind,
    periods.period_type,
    periods.first_day,
    held.last_day,
    held.scope,
    held.basis,
    held.state,
    held.value,
    held.lower,
    held.upper
from {{ ref('int_holding') }} as held
inner join {{ ref('int_cells') }} as cells on held.cell_id = cells.cell_id and not cells.is_adjusted
inner join {{ ref('stg_periods') }} as periods on held.period = periods.period
inner join {{ source('raw', 'observations') }} as observations on held.observation_id = observations.observation_id
where held.state is not null
