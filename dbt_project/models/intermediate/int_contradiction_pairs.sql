-- Two statements of one cell that cannot both be true: their intervals do not touch. A form against a
-- written report, one office against another, one scope against another where the unit has no children, or
-- what an office adds up against what we add up.
with

speaking as (
    select
        *,
        case basis when 'ytd' then last_day::text else period end as series_key,
        coalesce(sender_code, '') as office
    from {{ ref('int_observations_checked') }}
    where set_aside is null and state in ('value', 'zero', 'not_applicable', 'erased')
),

spoken_of_twice as (
    -- nearly every cell has one voice: only the others need be put in order
    select org_code, indicator, series_key, {{ dimensions() | join(', ') }}, basis, scope as compared_scope
    from speaking
    group by org_code, indicator, series_key, {{ dimensions() | join(', ') }}, basis, scope
    having min(office) <> max(office) or bool_or(is_narrative) <> bool_and(is_narrative)

    union all

    -- in a unit without children the scopes are one
    select
        speaking.org_code, speaking.indicator, speaking.series_key,
        speaking.audience, speaking.grade, speaking.department, speaking.kind,
        speaking.basis, 'any' as compared_scope
    from speaking
    inner join {{ ref('int_tree') }} as tree
        on speaking.org_code = tree.org_code and speaking.last_day = tree.tree_day and tree.is_leaf
    group by
        speaking.org_code, speaking.indicator, speaking.series_key,
        speaking.audience, speaking.grade, speaking.department, speaking.kind, speaking.basis
    having min(speaking.scope) <> max(speaking.scope)
),

last_words as (
    -- an office's last word in each medium; one that erases or says "-" gives no figure
    select distinct on (
        speaking.org_code, speaking.indicator, speaking.series_key,
        speaking.audience, speaking.grade, speaking.department, speaking.kind,
        spoken_of_twice.compared_scope, speaking.scope, speaking.basis, speaking.is_narrative, speaking.office
    )
        speaking.*,
        spoken_of_twice.compared_scope,
        array_position(array['own', 'inclusive', 'unknown'], speaking.scope::text) as scope_rank,
        speaking.office <> speaking.org_code as is_for_another
    from speaking
    inner join spoken_of_twice
        on speaking.org_code = spoken_of_twice.org_code
        and speaking.indicator = spoken_of_twice.indicator
        and speaking.series_key = spoken_of_twice.series_key
        and {{ same_breakdown('speaking', 'spoken_of_twice') }}
        and speaking.basis = spoken_of_twice.basis
        and spoken_of_twice.compared_scope in (speaking.scope, 'any')
    order by
        speaking.org_code, speaking.indicator, speaking.series_key,
        speaking.audience, speaking.grade, speaking.department, speaking.kind,
        spoken_of_twice.compared_scope, speaking.scope, speaking.basis, speaking.is_narrative, speaking.office,
        speaking.speaks_at desc, speaking.correction_depth desc, speaking.submission_id desc,
        speaking.period, speaking.observation_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by
                org_code, indicator, series_key, {{ dimensions() | join(', ') }}, compared_scope, basis, is_narrative
            order by scope_rank, is_for_another, speaks_at desc, correction_depth desc, submission_id desc
        ) as place
    from last_words
    where state in ('value', 'zero')
),

differences as (
    select *
    from {{ ref('int_difference_lines') }}
    where verdict = 'fails'
),

paired as (
    -- the first voices of the two media, and within a medium the first against each other one
    select
        ranked.org_code,
        {{ cell('ranked') }},
        ranked.scope as first_scope,
        others.scope,
        ranked.compared_scope,
        ranked.basis,
        case
            when ranked.is_narrative <> others.is_narrative then 'form_and_report'
            when ranked.office <> others.office then 'two_offices'
            else 'two_scopes'
        end as contradiction_kind,
        case when ranked.is_narrative then 'report' else 'form' end as first_source,
        ranked.office as first_office,
        ranked.value as first_value,
        ranked.lower as first_lower,
        ranked.upper as first_upper,
        ranked.submission_id as first_submission_id,
        ranked.observation_id as first_observation_id,
        case when others.is_narrative then 'report' else 'form' end as second_source,
        others.office as second_office,
        others.value as second_value,
        others.lower as second_lower,
        others.upper as second_upper,
        others.submission_id as second_submission_id,
        others.observation_id as second_observation_id
    from ranked
    inner join ranked as others
        on ranked.org_code = others.org_code
        and ranked.indicator = others.indicator
        and ranked.series_key = others.series_key
        and {{ same_breakdown('ranked', 'others') }}
        and ranked.compared_scope = others.compared_scope
        and ranked.basis = others.basis
    where
        ranked.place = 1
        and (
            (ranked.is_narrative = others.is_narrative and others.place > 1)
            or (not ranked.is_narrative and others.is_narrative and others.place = 1)
        )
        and (ranked.compared_scope <> 'any' or ranked.scope <> others.scope)
        and (ranked.lower > others.upper or ranked.upper < others.lower)
),

told_once as (
    -- two statements of one scope go before the same office's statement against another scope
    select distinct on (
        org_code, {{ cell() }}, scope, basis, contradiction_kind, second_source, second_office
    ) *
    from paired
    where
        compared_scope <> 'any'
        -- own against inclusive is a difference
        or not exists (
            select 1 from differences
            where
                differences.boundary = 'period'
                and paired.basis = 'period'
                and differences.org_code = paired.org_code
                and {{ same_cell('differences', 'paired') }}
                and 'own' in (paired.first_scope, paired.scope)
                and differences.observation_id in (paired.first_observation_id, paired.second_observation_id)
        )
    order by
        org_code, {{ cell() }}, scope, basis, contradiction_kind, second_source, second_office,
        compared_scope = 'any'
)

select
    org_code,
    {{ cell() }},
    'period' as boundary,
    first_scope,
    scope,
    basis,
    contradiction_kind,
    first_source,
    first_office,
    first_value,
    first_lower,
    first_upper,
    first_submission_id,
    first_observation_id,
    second_source,
    second_office,
    second_value,
    second_lower,
    second_upper,
    second_submission_id,
    second_observation_id,
    '核实性' as severity,
    false as is_rounding
from told_once

union all

select
    lines.org_code,
    {{ cell('lines') }},
    lines.boundary,
    'inclusive' as first_scope,
    'inclusive' as scope,
    'period' as basis,
    'reported_and_computed' as contradiction_kind,
    case
        when submissions.submission_id is null then 'built'
        when submissions.is_narrative then 'report'
        else 'form'
    end as first_source,
    coalesce(submissions.sender_code, lines.org_code) as first_office,
    lines.reported_value as first_value,
    lines.reported_lower as first_lower,
    lines.reported_upper as first_upper,
    lines.submission_id as first_submission_id,
    lines.observation_id as first_observation_id,
    'computed' as second_source,
    lines.org_code as second_office,
    lines.computed_value as second_value,
    lines.computed_lower as second_lower,
    lines.computed_upper as second_upper,
    null as second_submission_id,
    null as second_observation_id,
    lines.severity,
    lines.is_rounding
from differences as lines
left join {{ ref('stg_submissions') }} as submissions on lines.submission_id = submissions.submission_id
