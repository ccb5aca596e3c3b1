-- Every assertion in raw is either used or set aside with a reason; none is dropped or doubled by a join.
with

counted as (
    select
        (select count(*) from {{ source('raw', 'observations') }}) as received,
        (select count(*) from {{ ref('int_observations_checked') }}) as judged,
        (select count(distinct observation_id) from {{ ref('int_observations_checked') }}) as distinct_judged
)

select * from counted
where received <> judged or judged <> distinct_judged
