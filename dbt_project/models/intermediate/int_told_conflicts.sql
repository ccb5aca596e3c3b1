-- Two different figures for one cell, where the order in which submissions speak does not settle it: in
-- two snapshots of one sender of which neither corrects the other; of another office against the unit's
-- own word, where one of them says "-" (two numbers of two offices are a line of the contradictions).
-- Expected is what the one says, found what the other does.
with recursive

said as (
    select
        checked.*,
        observations.source_ref,
        submissions.kind as submission_kind,
        case checked.basis when 'ytd' then checked.last_day::text else checked.period end as series_key
    from {{ ref('int_observations_checked') }} as checked
    inner join {{ ref('stg_observations') }} as observations on checked.observation_id = observations.observation_id
    inner join {{ ref('stg_submissions') }} as submissions on checked.submission_id = submissions.submission_id
    where checked.set_aside is null and checked.state in ('value', 'zero', 'not_applicable', 'erased')
),

corrections as (
    -- union, not union all: it ends even where corrections run in a circle
    select submission_id, supersedes_id as corrected_id
    from {{ ref('stg_submissions') }}
    where supersedes_id is not null

    union

    select corrections.submission_id, before.supersedes_id
    from corrections
    inner join {{ ref('stg_submissions') }} as before on corrections.corrected_id = before.submission_id
    where before.supersedes_id is not null
),

unlinked as (
    select distinct on (spoke.observation_id, silent.submission_id)
        spoke.*,
        silent.submission_id as other_submission_id,
        silent.source_ref as other_source_ref,
        {{ shown_state('silent') }} as other_shown
    from {{ ref('int_assertions') }} as assertions
    inner join said as spoke on assertions.observation_id = spoke.observation_id
    inner join said as silent
        on spoke.org_code = silent.org_code
        and spoke.indicator = silent.indicator
        and spoke.series_key = silent.series_key
        and {{ same_breakdown('spoke', 'silent') }}
        and spoke.scope = silent.scope
        and spoke.basis = silent.basis
        and spoke.sender_code = silent.sender_code
        and spoke.is_narrative = silent.is_narrative
    where
        spoke.submission_kind = 'snapshot'
        and silent.submission_kind = 'snapshot'
        and spoke.submission_id <> silent.submission_id
        and silent.state <> 'erased'
        and row(spoke.state, spoke.value, spoke.lower, spoke.upper)
        is distinct from row(silent.state, silent.value, silent.lower, silent.upper)
        and not exists (
            select 1 from corrections
            where
                corrections.submission_id in (spoke.submission_id, silent.submission_id)
                and corrections.corrected_id in (spoke.submission_id, silent.submission_id)
        )
    order by spoke.observation_id, silent.submission_id, silent.observation_id
),

last_words as (
    -- of every sender on a cell; a report before nothing, a form before a report
    select distinct on (org_code, indicator, series_key, {{ dimensions() | join(', ') }}, scope, basis, sender_code) *
    from said
    order by
        org_code, indicator, series_key, {{ dimensions() | join(', ') }}, scope, basis, sender_code,
        is_narrative, speaks_at desc, correction_depth desc, submission_id desc, observation_id
),

by_others as (
    select
        others.*,
        own.submission_id as own_submission_id,
        own.source_ref as own_source_ref,
        {{ shown_state('own') }} as own_shown
    from last_words as others
    inner join last_words as own
        on others.org_code = own.org_code
        and others.indicator = own.indicator
        and others.series_key = own.series_key
        and {{ same_breakdown('others', 'own') }}
        and others.scope = own.scope
        and others.basis = own.basis
    where
        own.sender_code = own.org_code
        and others.sender_code is distinct from others.org_code
        and own.state <> 'erased'
        and others.state <> 'erased'
        and (own.state = 'not_applicable') <> (others.state = 'not_applicable')
)
{% for rule, relation, rule_zh, expected, found in [
    (
        'two_snapshots', 'unlinked',
        "case when unlinked.is_narrative then '同一单位的文字材料两处数不同，请说明以哪份为准'"
        ~ " else '同一单位先后报送两份全量报表而未注明更正，两数不同，请说明以哪份为准' end",
        "unlinked.other_shown || '〔' || unlinked.other_submission_id || ' ' || unlinked.other_source_ref || '〕'", shown_state('unlinked'),
    ),
    (
        'another_office', 'by_others', "'代报的数与本单位自报的数不符'",
        "by_others.own_shown || '〔' || by_others.own_submission_id || ' ' || by_others.own_source_ref || '〕'", shown_state('by_others'),
    ),
] %}
select
    '{{ rule }}' as rule_id,
    '核实性' as severity,
    {{ relation }}.scope as figures,
    'period' as boundary,
    {{ relation }}.org_code,
    {{ cell(relation) }},
    {{ relation }}.basis,
    'fails' as verdict,
    {{ relation }}.submission_id,
    {{ relation }}.source_ref,
    {{ rule_zh }} as rule_zh,
    {{ expected }} as expected,
    {{ found }} as found
from {{ relation }}
{{ 'union all' if not loop.last }}
{% endfor %}
