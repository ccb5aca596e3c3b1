{{ config(materialized='table', post_hook='analyze {{ this }}') }}
-- Under which code, name and parent a unit stood, from a day on and until a day (half-open). Sound
-- versions only: at most one per unit and day, every parent standing, no circle. A version of which
-- only some days are sound is cut to those.
with

sound_spans as (
    select
        line,
        from_day,
        to_day,
        coalesce(lag(to_day) over (partition by line order by from_day) <> from_day, true) as begins_anew
    from {{ ref('stg_org_unit_standing') }}
    where fault is null
),

numbered as (
    select
        line,
        from_day,
        to_day,
        count(*) filter (where begins_anew) over (partition by line order by from_day) as stretch
    from sound_spans
),

stretches as (
    select
        line,
        min(from_day) as valid_from,
        max(to_day) as valid_to
    from numbered
    group by line, stretch
)

select
    -- ids
    lines.line,
    lines.org_code,
    lines.code_then,
    lines.parent_code,

    -- strings
    lines.name_then,
    lines.kind_then,
    lines.source,
    lines.confidence,

    -- dates
    stretches.valid_from,
    stretches.valid_to
from stretches
inner join {{ ref('stg_org_unit_lines') }} as lines on stretches.line = lines.line
