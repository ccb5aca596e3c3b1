-- The period types in which a cell is published, and who owes it there.
select
    cells.cell_id,
    types.period_type,
    profiles.profile_id
from {{ ref('int_cells') }} as cells
inner join {{ ref('stg_indicator_period_types') }} as types on cells.indicator = types.indicator
left join {{ ref('int_due_profiles') }} as profiles
    on types.indicator = profiles.indicator and types.period_type = profiles.period_type
