-- Units that, between two days, gave figures to another unit or took some.
with

edges as (
    select effective_on, from_code, to_code
    from {{ ref('stg_org_unit_events') }}
    where from_code <> to_code and weight > 0
),

ends_of_edges as (
    select effective_on, from_code as org_code from edges
    union
    select effective_on, to_code from edges
)

select distinct
    day_pairs.from_day,
    day_pairs.to_day,
    ends_of_edges.org_code
from {{ ref('int_day_pairs') }} as day_pairs
inner join ends_of_edges
    on day_pairs.from_day < ends_of_edges.effective_on
    and day_pairs.to_day >= ends_of_edges.effective_on
