-- Findings about units: what is wrong in the reference data, changes that no event explains, and
-- figures of units that ended without saying to whom they go: the latest tree has no place for them.
with

changes as (
    select * from {{ ref('int_unit_changes') }}
    where not is_reference_fault
),

without_heirs as (
    select
        changes.org_code,
        changes.effective_on,
        changes.name_before,
        changes.is_explained,
        changes.line
    from changes
    left join {{ ref('stg_org_unit_events') }} as events
        on changes.org_code = events.from_code
        and changes.effective_on <= events.effective_on
        and events.weight > 0
    where changes.has_ended and events.from_code is null
),

left_behind as (
    -- of each cell what the unit said of itself for the last period before it ended
    select distinct on (
        without_heirs.org_code, without_heirs.effective_on,
        rollup.indicator, rollup.audience, rollup.grade, rollup.department, rollup.kind
    )
        without_heirs.*,
        {{ cell('rollup') }},
        rollup.own_value
    from without_heirs
    inner join {{ ref('int_rollup') }} as rollup
        on without_heirs.org_code = rollup.org_code and rollup.boundary = 'period'
    inner join {{ ref('stg_periods') }} as periods
        on rollup.period = periods.period and without_heirs.effective_on > periods.last_day
    where rollup.own_value <> 0
    order by
        without_heirs.org_code, without_heirs.effective_on,
        rollup.indicator, rollup.audience, rollup.grade, rollup.department, rollup.kind,
        periods.last_day desc, periods.first_day
),

findings as (
    select
        'reference_' || fault as rule_id,
        case when is_excluded then '强制性' else '核实性' end as severity,
        org_code,
        null as indicator,
        null as period,
        null as audience,
        null as grade,
        null as department,
        null as kind,
        null as boundary,
        'fails' as verdict,
        source_ref,
        message_zh,
        expected,
        found
    from {{ ref('int_reference_faults') }}

    union all

    select
        case
            when has_appeared then 'unit_appeared_unexplained'
            when has_ended then 'unit_ended_unexplained'
            when is_moved then 'unit_moved_unexplained'
            else 'unit_changed_unexplained'
        end as rule_id,
        case when has_appeared or has_ended or is_moved then '核实性' else '提示性' end as severity,
        org_code,
        null as indicator,
        null as period,
        null as audience,
        null as grade,
        null as department,
        null as kind,
        null as boundary,
        'fails' as verdict,
        'org_unit_versions.csv 第 ' || line || ' 行' as source_ref,
        '户数核对：' || org_code || ' ' || coalesce(name_after, name_before) || ' 自 ' || effective_on || ' 起'
        || case
            when has_appeared then '新设'
            when has_ended then '不再存在'
            when is_moved
                then '上级由 ' || coalesce(parent_before, '空') || ' 改为 ' || coalesce(parent_after, '空')
            else '代码、名称或类别有变'
        end || '，没有变更事件说明' as message_zh,
        'org_unit_events.csv 中有该日的变更事件' as expected,
        '没有事件' as found
    from changes
    where
        not is_explained
        and (has_appeared or has_ended or is_moved or is_recoded or is_renamed or is_kind_changed)

    union all

    select
        'unit_ended_with_figures' as rule_id,
        case when left_behind.is_explained then '提示性' else '核实性' end as severity,
        left_behind.org_code,
        left_behind.indicator,
        left_behind.period,
        left_behind.audience,
        left_behind.grade,
        left_behind.department,
        left_behind.kind,
        'latest' as boundary,
        'fails' as verdict,
        'org_unit_versions.csv 第 ' || left_behind.line || ' 行' as source_ref,
        '撤销单位没有写明去向：' || left_behind.org_code || ' ' || left_behind.name_before
        || ' 自 ' || left_behind.effective_on || ' 起不再存在，其 ' || left_behind.period || ' '
        || indicators.name_zh || coalesce('（' || labels.members_zh || '）', '')
        || '本级 ' || trim_scale(left_behind.own_value) || indicators.unit
        || ' 在现行区划中没有归属' as message_zh,
        'org_unit_events.csv 写明归入单位和份额' as expected,
        trim_scale(left_behind.own_value)::text as found
    from left_behind
    inner join {{ ref('stg_indicators') }} as indicators on left_behind.indicator = indicators.indicator
    left join lateral (
        select string_agg(coalesce(members.label_zh, cell.member), '、' order by cell.dimension) as members_zh
        from (
            values
            {%- for dimension in dimensions() %}
            ('{{ dimension }}', left_behind.{{ dimension }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as cell (dimension, member)
        left join {{ ref('breakdown_members') }} as members
            on cell.dimension = members.dimension
            and cell.member = members.member
            and members.classification in (members.dimension, indicators.kind_classification)
        where cell.member <> 'total'
    ) as labels on true
)

select
    rule_id,
    severity,
    org_code::text as org_code,
    indicator::text as indicator,
    period::text as period,
    audience::text as audience,
    grade::text as grade,
    department::text as department,
    kind::text as kind,
    boundary,
    verdict,
    null::text as submission_id,
    source_ref,
    message_zh,
    expected,
    found
from findings
