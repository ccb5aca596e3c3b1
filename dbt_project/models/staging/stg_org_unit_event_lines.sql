-- Every line of org_unit_events.csv whose day has come with the fault that keeps its weights from carrying figures, null
-- for a sound one. What a unit leaves behind goes over whole or not at all: one faulty weight of a
-- unit in an event sets aside all of them.
with

numbered as (
    select
        *,
        (row_number() over (order by ctid) + 1)::integer as line
    from {{ ref('org_unit_events') }}
),

lines as (
    select
        event_id,
        effective_on,
        event_type,
        from_code,
        to_code,
        weight,
        source,
        confidence,
        from_code is not null
        and to_code is not null
        and event_type in ('merged', 'split', 'moved', 'ended')
        and weight is not null as carries_figures,
        line
    from numbered
    where {{ is_in_force('effective_on') }}
),

units as (
    select distinct org_code from {{ ref('stg_org_unit_versions') }}
),

weighed as (
    select
        lines.event_id,
        lines.from_code,
        sum(lines.weight) as weights,
        min(lines.weight) as least_weight,
        count(*) - count(distinct lines.to_code) as repeated,
        count(distinct lines.effective_on) as days,
        bool_and(givers.org_code is not null and takers.org_code is not null) as are_known
    from lines
    left join units as givers on lines.from_code = givers.org_code
    left join units as takers on lines.to_code = takers.org_code
    where lines.carries_figures
    group by lines.event_id, lines.from_code
)

select
    -- ids
    lines.line,
    lines.event_id,
    lines.from_code,
    lines.to_code,

    -- strings
    lines.event_type,
    lines.source,
    lines.confidence,
    case
        when lines.event_type is null then 'event_type_unknown'
        when
            lines.event_type not in ('appeared', 'ended', 'recoded', 'renamed', 'kind_changed', 'merged', 'split', 'moved')
            then 'event_type_unknown'
        when not lines.carries_figures then null
        when not weighed.are_known then 'event_unit_unknown'
        when lines.effective_on is null or weighed.days <> 1 then 'event_days_differ'
        when weighed.repeated > 0 then 'event_line_repeated'
        when weighed.least_weight < 0 then 'weight_negative'
        when weighed.weights <> 1 then 'weights_not_one'
    end as fault,

    -- numerics
    lines.weight,
    weighed.weights,

    -- booleans
    lines.carries_figures,

    -- dates
    lines.effective_on
from lines
left join weighed
    on lines.carries_figures
    and lines.event_id = weighed.event_id
    and lines.from_code = weighed.from_code
