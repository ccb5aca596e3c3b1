-- Who stands on a later day for a unit of an earlier one, and for how much of its own figures: from
-- every day to the latest tree, and between the days of one year. Chained through every event on the
-- way; weights of one unit add up to 1 unless it ended without heirs.
with recursive

day_pairs as (
    select from_day, to_day from {{ ref('int_day_pairs') }}
),

events as (
    select
        from_code,
        to_code,
        weight,
        effective_on,
        dense_rank() over (order by effective_on, event_id) as event_order
    from {{ ref('stg_org_unit_events') }}
    where weight > 0
),

walked as (
    select
        day_pairs.from_day,
        day_pairs.to_day,
        versions.org_code as from_code,
        versions.org_code as to_code,
        1::numeric as weight,
        0::bigint as passed
    from day_pairs
    inner join {{ ref('stg_org_unit_versions') }} as versions
        on day_pairs.from_day >= versions.valid_from and day_pairs.from_day < versions.valid_to

    union all

    select
        walked.from_day,
        walked.to_day,
        walked.from_code,
        events.to_code,
        walked.weight * events.weight,
        events.event_order
    from walked
    inner join events
        on walked.to_code = events.from_code
        and walked.from_day < events.effective_on
        and walked.to_day >= events.effective_on
        and walked.passed < events.event_order
        and not exists (
            select 1 from events as earlier
            where
                earlier.from_code = walked.to_code
                and earlier.effective_on > walked.from_day
                and earlier.event_order > walked.passed
                and earlier.event_order < events.event_order
        )
),

arrived as (
    select * from walked
    where
        not exists (
            select 1 from events
            where
                events.from_code = walked.to_code
                and events.effective_on > walked.from_day
                and events.effective_on <= walked.to_day
                and events.event_order > walked.passed
        )
)

select
    arrived.from_day,
    arrived.to_day,
    arrived.from_code,
    arrived.to_code,
    sum(arrived.weight) as weight
from arrived
inner join {{ ref('int_tree') }} as later
    on arrived.to_code = later.org_code and arrived.to_day = later.tree_day
group by arrived.from_day, arrived.to_day, arrived.from_code, arrived.to_code
