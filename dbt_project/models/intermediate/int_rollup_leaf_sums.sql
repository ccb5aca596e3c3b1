{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- What units without children give to their parents.
with

leaves as (
    select leaves.*
    from {{ ref('int_rollup_leaves') }} as leaves
    where true {{ only_dirty_units('leaves', column='parent_code') }}
)

select *
from (
    {{ children_sums('leaves') }}
) as sums
where true {{ only_dirty('sums') }}
