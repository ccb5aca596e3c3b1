-- A dimension is called exhaustive where the catalogue has exhaustive members, and only there. Otherwise
-- parts are compared with their total by the wrong rule. A catalogue that says it of one dimension says
-- it of all; one that says it of none compares no parts.
with

members as (
    select indicator, dimension, bool_or(exhaustive) as is_exhaustive
    from {{ ref('indicator_members') }}
    group by indicator, dimension
)

select
    members.indicator,
    members.dimension,
    members.is_exhaustive,
    kinds.parts
from members
left join {{ ref('breakdown_kinds') }} as kinds
    on members.indicator = kinds.indicator and members.dimension = kinds.dimension
where
    exists (select 1 from {{ ref('breakdown_kinds') }})
    and (members.is_exhaustive = (kinds.parts = 'exhaustive')) is not true
