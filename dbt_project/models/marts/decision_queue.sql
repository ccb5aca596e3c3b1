-- Everything that waits for a person, the most doubtful of the greatest weight first: how suspicious it is
-- (queue_suspicions) times the share of the province's total that hangs on it. What a person decided is
-- gone; a fault that comes back with other figures is a new item.
with

findings as (
    select * from {{ ref('findings') }}
    where severity = '核实性' and verdict = 'fails' and state in ('待处理', '已说明')
),

told_at_night as (
    select distinct rule_id, org_code, period from findings where origin <> 'file'
),

asked as (
    -- of what was told when a file came: only while the file speaks, and not twice
    select
        findings.item_id,
        case when findings.explanation is null then 'finding' else 'explanation' end as item_kind,
        findings.rule_id,
        findings.org_code,
        findings.period,
        findings.message_zh,
        findings.explanation,
        findings.submission_id,
        findings.source_ref,
        findings.first_seen_on,
        findings.origin = 'file' as is_of_file,
        findings.finding_id
    from findings
    left join told_at_night
        on findings.rule_id = told_at_night.rule_id
        and findings.org_code = told_at_night.org_code
        and findings.period = told_at_night.period
    left join {{ ref('stg_submissions') }} as submissions on findings.submission_id = submissions.submission_id
    where
        findings.origin <> 'file'
        or (
            told_at_night.rule_id is null
            and submissions.is_accepted
            and not {{ full_form_since('submissions', 'speaks_no') }}
        )
),

held as (
    select
        'held:' || submissions.submission_id as item_id,
        case when submissions.is_narrative then 'report' else 'moved' end as item_kind,
        case when submissions.is_narrative then 'report_review' else 'figure_moved' end as rule_id,
        submissions.sender_code as org_code,
        submissions.period,
        case when submissions.is_narrative then '文字材料中拿不准的数，待核对' else '数移了位置而原处未作废，待说明' end as message_zh,
        null::text as explanation,
        submissions.submission_id,
        null::text as source_ref,
        (submissions.received_at at time zone 'Asia/Shanghai')::date as first_seen_on
    from {{ ref('stg_submissions') }} as submissions
    where
        submissions.state in ('held', 'waiting')
        and (
            submissions.is_narrative
            or not {{ full_form_since('submissions', 'received_at') }}
        )
),

duplicates as (
    select
        'duplicate:' || md5(concat_ws('|', pairs.station_id, pairs.other_station_id, pairs.reason)) as item_id,
        pairs.*
    from {{ ref('workstation_possible_duplicates') }} as pairs
),

reviews as (
    -- persons decide on a report figure by figure: their decisions are submissions beside it
    select
        decisions.submission_id,
        decisions.supersedes_id
    from {{ ref('stg_submissions') }} as decisions
    inner join held on decisions.supersedes_id = held.submission_id and held.item_kind = 'report'
    where decisions.is_accepted
),

reviewed as (
    select
        reviews.supersedes_id as submission_id,
        observations.source_ref
    from {{ ref('stg_observations') }} as observations
    inner join reviews on observations.submission_id = reviews.submission_id
    where observations.submission_id = any(array(select one.submission_id from reviews as one))

    union

    select
        reviews.supersedes_id,
        findings.source_ref
    from {{ source('raw', 'findings') }} as findings
    inner join reviews on findings.submission_id = reviews.submission_id
),

said as (
    -- arrays, so that these submissions are found by index among all that was ever said
    select
        observations.submission_id,
        observations.source_ref,
        observations.status,
        observations.value,
        {{ cell('observations') }}
    from {{ ref('stg_observations') }} as observations
    left join reviewed
        on observations.submission_id = reviewed.submission_id and observations.source_ref = reviewed.source_ref
    where
        reviewed.source_ref is null
        and observations.submission_id = any(array(
            select asked.submission_id from asked where asked.is_of_file
            union
            select held.submission_id from held
        ))
),

items as (
    select
        item_id, item_kind, rule_id, org_code, period, message_zh, explanation, submission_id, source_ref, first_seen_on
    from asked

    union all

    select * from held
    where held.submission_id in (select said.submission_id from said)

    union all

    select
        duplicates.item_id,
        'duplicate',
        duplicates.reason,
        duplicates.org_code,
        null,
        '可能是同一站：' || coalesce(duplicates.station_name, '') || '／' || coalesce(duplicates.other_station_name, ''),
        null,
        duplicates.submission_id,
        duplicates.source_ref,
        as_of.as_of_day
    from duplicates
    cross join {{ ref('stg_as_of') }} as as_of
    where
        not exists (
            select 1 from {{ source('raw', 'decisions') }} as decisions where decisions.item_id = duplicates.item_id
        )
),

at_stake as (
    select asked.item_id, {{ cell('rollup') }}, rollup.total as amount
    from asked
    inner join findings on asked.finding_id = findings.finding_id
    inner join {{ ref('int_rollup') }} as rollup
        on findings.org_code = rollup.org_code and {{ same_cell('findings', 'rollup') }} and rollup.boundary = 'period'
    where not asked.is_of_file

    union all

    select asked.item_id, {{ cell('said') }}, said.value
    from asked
    inner join said on asked.submission_id = said.submission_id and asked.source_ref = said.source_ref
    where asked.is_of_file

    union all

    select held.item_id, {{ cell('said') }}, said.value
    from held
    inner join said on held.submission_id = said.submission_id
    where said.status = 'actual'

    union all

    select
        duplicates.item_id, 'ws_total', (extract(year from as_of.as_of_day) - 1)::integer::text,
        'total', 'total', 'total', 'total', 1
    from duplicates
    cross join {{ ref('stg_as_of') }} as as_of
),

province as (
    select {{ cell('rollup') }}, rollup.total
    from {{ ref('int_rollup') }} as rollup
    inner join {{ ref('stg_org_units') }} as units on rollup.org_code = units.org_code and units.level = 'province'
    where rollup.boundary = 'period'
),

effects as (
    -- where the province has no total, the figure is all that there is
    select
        at_stake.item_id,
        max(least(1, coalesce(abs(at_stake.amount) / nullif(abs(province.total), 0), 1))) as effect
    from at_stake
    left join province on {{ same_cell('at_stake', 'province') }}
    where at_stake.amount <> 0
    group by at_stake.item_id
),

weighed as (
    select
        items.*,
        coalesce(own.suspicion, others.suspicion) as suspicion,
        round(coalesce(effects.effect, 0), 6) as effect
    from items
    left join effects on items.item_id = effects.item_id
    left join {{ ref('queue_suspicions') }} as own
        on items.item_kind = own.item_kind and items.rule_id = own.rule_id
    left join {{ ref('queue_suspicions') }} as others
        on items.item_kind = others.item_kind and others.rule_id = '*'
),

published as (
    {{ published_ledger('decision_queue', {'item_id': 'varchar(80)', 'first_seen_on': 'date'}) }}
)

select
    weighed.item_id::varchar(80) as item_id,
    weighed.item_kind::varchar(16) as item_kind,
    weighed.rule_id::varchar(80) as rule_id,
    weighed.org_code::varchar(12) as org_code,
    units.name::varchar(80) as org_name,
    weighed.period::varchar(16) as period,
    coalesce(weighed.suspicion, 0.5)::numeric(4, 3) as suspicion,
    weighed.effect::numeric(9, 6) as effect,
    (coalesce(weighed.suspicion, 0.5) * weighed.effect)::numeric(9, 6) as priority,
    weighed.message_zh::varchar(4000) as message_zh,
    weighed.explanation::varchar(2000) as explanation,
    weighed.submission_id::varchar(64) as submission_id,
    submissions.source_uri::varchar(1000) as source_uri,
    weighed.source_ref::varchar(400) as source_ref,
    coalesce(published.first_seen_on, weighed.first_seen_on)::date as first_seen_on
from weighed
left join published on weighed.item_id = published.item_id
left join {{ ref('stg_submissions') }} as submissions on weighed.submission_id = submissions.submission_id
left join {{ ref('stg_org_units') }} as units on weighed.org_code = units.org_code
