-- Every assertion with the reason why it is set aside, null where it may speak.
-- Rows in are rows used plus rows set aside: nothing is dropped here.
with

observations as (
    select * from {{ ref('stg_observations') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

with_submission as (
    select
        observations.*,
        units.org_code,
        submissions.is_accepted,
        submissions.is_narrative,
        submissions.kind as submission_kind,
        submissions.speaks_at,
        submissions.correction_depth,
        coalesce(senders.org_code, submissions.sender_code) as sender_code
    from observations
    inner join submissions on observations.submission_id = submissions.submission_id
    left join {{ ref('int_identities') }} as units
        on observations.org_code_as_sent = units.code and observations.last_day = units.last_day
    left join {{ ref('int_identities') }} as senders
        on submissions.sender_code = senders.code and observations.last_day = senders.last_day
),

crossed as (
    select
        *,
        {{ crossing('with_submission') }} as crossing
    from with_submission
),

judged as (
    select
        crossed.*,
        case
            when not crossed.is_accepted then 'submission_not_accepted'
            when crossed.submission_kind = 'edit' then 'edit'
            when crossed.status <> 'actual' then 'not_actual'
            when crossed.period is null or crossed.last_day is null then 'no_period'
            when crossed.org_code is null then 'unit_unknown'
            when existing.org_code is null then 'unit_did_not_exist'
            when indicators.indicator is null then 'indicator_unknown'
            when crossings.crossing is null then 'crossing_not_permitted'
            {% for dimension in dimensions() -%}
            when
                crossed.{{ dimension }} <> 'total'
                and not exists (
                    select 1 from {{ ref('indicator_members') }} as members
                    where
                        members.indicator = crossed.indicator
                        and members.dimension = '{{ dimension }}'
                        and members.member = crossed.{{ dimension }}
                        and crossed.period_year >= coalesce(members.valid_from, 0)
                        and crossed.period_year < coalesce(members.valid_to, 9999)
                )
                then '{{ dimension }}_unknown'
            {% endfor -%}
            when crossed.basis = 'ytd' and indicators.behaviour = 'stock' then 'stock_as_ytd'
        end as fault
    from crossed
    left join {{ ref('stg_org_unit_versions') }} as existing
        on crossed.org_code = existing.org_code
        and crossed.last_day >= existing.valid_from
        and crossed.last_day < existing.valid_to
    left join {{ ref('stg_indicators') }} as indicators on crossed.indicator = indicators.indicator
    left join {{ ref('indicator_crossings') }} as crossings
        on crossed.indicator = crossings.indicator and crossed.crossing = crossings.crossing
),

contradicting_itself as (
    -- one submission, one cell, two figures: neither is believed; cumulative figures are one cell by
    -- the day they reach, under whatever period they were filed
    select submission_id, org_code, indicator, last_day, {{ dimensions() | join(', ') }}, scope, basis, series_key
    from (
        select *, case basis when 'ytd' then last_day::text else period end as series_key from judged
    ) as keyed
    where fault is null and state in ('value', 'zero', 'not_applicable', 'erased')
    group by submission_id, org_code, indicator, last_day, {{ dimensions() | join(', ') }}, scope, basis, series_key
    having count(distinct row(state, value, lower, upper)) > 1
)

select
    judged.observation_id,
    judged.submission_id,
    judged.org_code,
    judged.sender_code,
    judged.indicator,
    judged.period,
    judged.period_type,
    judged.period_year,
    judged.first_day,
    judged.last_day,
    judged.audience,
    judged.grade,
    judged.department,
    judged.kind,
    judged.scope,
    judged.basis,
    judged.state,
    judged.value,
    judged.lower,
    judged.upper,
    judged.is_narrative,
    judged.speaks_at,
    judged.correction_depth,
    coalesce(
        judged.fault,
        case when contradicting_itself.submission_id is not null then 'two_figures' end
    ) as set_aside
from judged
left join contradicting_itself
    on judged.submission_id = contradicting_itself.submission_id
    and judged.org_code = contradicting_itself.org_code
    and judged.indicator = contradicting_itself.indicator
    and {{ same_breakdown('judged', 'contradicting_itself') }}
    and case judged.basis when 'ytd' then judged.last_day::text else judged.period end = contradicting_itself.series_key
    and judged.scope = contradicting_itself.scope
    and judged.basis = contradicting_itself.basis
    and judged.state in ('value', 'zero', 'not_applicable', 'erased')
