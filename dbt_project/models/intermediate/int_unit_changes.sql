-- Every day on which a unit became another, came or went, with the event that explains it. The units
-- of the first day known did not appear then: nobody knows since when they stand.
with

versions as (
    select
        line,
        org_code,
        valid_from,
        valid_to,
        code_then,
        name_then,
        kind_then,
        parent_code,
        source,
        confidence,
        min(valid_from) over () as first_day_known,
        lead(valid_from) over (partition by org_code order by valid_from) as next_from
    from {{ ref('stg_org_unit_versions') }}
),

events as (
    select * from {{ ref('stg_org_unit_event_lines') }}
    where fault is null
),

boundaries as (
    select
        after.org_code,
        after.valid_from as effective_on,
        before.org_code is null as has_appeared,
        false as has_ended,
        before.code_then as code_before,
        after.code_then as code_after,
        before.name_then as name_before,
        after.name_then as name_after,
        before.kind_then as kind_before,
        after.kind_then as kind_after,
        before.parent_code as parent_before,
        after.parent_code as parent_after,
        after.line,
        after.source,
        after.confidence
    from versions as after
    left join versions as before
        on after.org_code = before.org_code and after.valid_from = before.valid_to
    where before.org_code is not null or after.valid_from > after.first_day_known

    union all

    select
        org_code,
        valid_to as effective_on,
        false as has_appeared,
        true as has_ended,
        code_then as code_before,
        null as code_after,
        name_then as name_before,
        null as name_after,
        kind_then as kind_before,
        null as kind_after,
        parent_code as parent_before,
        null as parent_after,
        line,
        source,
        confidence
    from versions
    where valid_to <> 'infinity' and coalesce(next_from <> valid_to, true)
),

told as (
    select
        *,
        not has_appeared and not has_ended and code_before <> code_after as is_recoded,
        not has_appeared and not has_ended and name_before <> name_after as is_renamed,
        not has_appeared and not has_ended and kind_before <> kind_after as is_kind_changed,
        not has_appeared and not has_ended and (coalesce(parent_before, '') <> coalesce(parent_after, '')) as is_moved
    from boundaries
),

explained as (
    select
        told.org_code,
        told.effective_on,
        count(distinct events.event_id) as event_count,
        min(events.event_id) as event_id,
        min(events.event_type) as event_type,
        min(events.source) as event_source,
        min(events.confidence) as event_confidence,
        string_agg(events.to_code || ' ' || events.weight, '；' order by events.to_code) filter (
            where events.from_code = told.org_code and events.carries_figures and events.weight > 0
        ) as heirs,
        string_agg(events.from_code || ' ' || events.weight, '；' order by events.from_code) filter (
            where events.to_code = told.org_code and events.carries_figures and events.weight > 0
        ) as predecessors
    from told
    inner join events
        on told.effective_on = events.effective_on
        and (
            (told.org_code = events.from_code and not told.has_appeared)
            or (told.org_code = events.to_code and not told.has_ended)
        )
        -- a day has many events: only one that says this of the unit explains it
        and case
            when told.has_ended then events.event_type in ('ended', 'merged', 'split')
            when told.has_appeared then events.event_type in ('appeared', 'merged', 'split')
            when told.is_moved then events.event_type = 'moved'
            else events.event_type not in ('appeared', 'ended')
        end
    group by told.org_code, told.effective_on
),

faulty as (
    -- what begins or ends because the reference data are wrong is told once, as that
    select distinct told.org_code, told.effective_on
    from told
    inner join {{ ref('int_reference_faults') }} as faults
        on told.org_code = faults.org_code
        and faults.is_excluded
        and faults.file <> 'org_unit_events.csv'
        and told.effective_on in (faults.valid_from, faults.valid_to)
)

select
    told.*,
    explained.event_id,
    explained.event_type,
    explained.event_source,
    explained.event_confidence,
    explained.heirs,
    explained.predecessors,
    coalesce(explained.event_count, 0) as event_count,
    explained.org_code is not null as is_explained,
    faulty.org_code is not null as is_reference_fault
from told
left join explained
    on told.org_code = explained.org_code and told.effective_on = explained.effective_on
left join faulty
    on told.org_code = faulty.org_code and told.effective_on = faulty.effective_on
