{{ config(materialized='view') }}
-- What units reported for themselves, of what adds up, on both boundaries: the one place from which
-- growth and estimates take own figures with their ends.
select
    boundary,
    tree_day,
    org_code,
    {{ cell() }},
    period_type,
    last_day,
    is_due,
    own_is_reported,
    own_state,
    own_value,
    own_lower,
    own_upper
from {{ ref('int_rollup') }}
where not is_reference and own_state is not null
