-- What was set aside while rolling up although an accepted submission says it: a unit that is not
-- there, what the catalogue does not have, a stock given as cumulative, two figures for one cell.
with

set_aside as (
    select
        checked.set_aside as reason,
        checked.submission_id,
        checked.is_narrative,
        coalesce(checked.org_code, said.org_code_as_sent) as org_code,
        said.org_code_as_sent,
        said.indicator,
        said.period,
        said.audience,
        said.grade,
        said.department,
        said.kind,
        said.scope,
        said.basis,
        {{ crossing_members('said') }} as members,
        case said.scope when 'own' then '本级' when 'inclusive' then '含下级' else '口径不明' end
        || case said.basis when 'ytd' then '累计' else '' end as scope_zh,
        said.last_day,
        said.source_ref,
        case
            when said.state in ('value', 'zero') then trim_scale(said.value)::text
            else said.state
        end as figure
    from {{ ref('int_observations_checked') }} as checked
    inner join {{ ref('stg_observations') }} as said on checked.observation_id = said.observation_id
    where checked.set_aside not in ('submission_not_accepted', 'edit', 'not_actual')
),

reference_faults as (
    select
        org_code,
        min(source_ref) as source_ref
    from {{ ref('int_reference_faults') }}
    where is_excluded and file <> 'org_unit_events.csv'
    group by org_code
),

-- two figures are one finding
conflicting as (
    select
        submission_id,
        org_code,
        indicator,
        min(period) as period,
        audience,
        grade,
        department,
        kind,
        members,
        scope_zh,
        bool_or(is_narrative) as is_narrative,
        string_agg(distinct source_ref, '；' order by source_ref) as source_ref,
        array_agg(source_ref) as source_refs,
        string_agg(distinct figure, '；' order by figure) as found
    from set_aside
    where reason = 'two_figures'
    group by
        submission_id, org_code, indicator, last_day, audience, grade, department, kind, scope, basis, members, scope_zh
),

told as (
    select
        case
            when set_aside.reason = 'no_period' then 'period_unknown'
            when reference_faults.org_code is not null and set_aside.reason in ('unit_unknown', 'unit_did_not_exist')
                then 'org_reference_fault'
            when set_aside.reason = 'unit_unknown' then 'org_unknown'
            when set_aside.reason = 'unit_did_not_exist' then 'org_not_existing'
            when set_aside.reason = 'stock_as_ytd' then 'stock_as_ytd'
            else 'catalogue_fault'
        end as rule_id,
        set_aside.submission_id,
        set_aside.is_narrative,
        set_aside.org_code,
        set_aside.indicator,
        set_aside.period,
        set_aside.audience,
        set_aside.grade,
        set_aside.department,
        set_aside.kind,
        set_aside.members,
        set_aside.scope_zh,
        set_aside.source_ref,
        coalesce(units.name || '（' || set_aside.org_code_as_sent || '）', set_aside.org_code_as_sent, '未注明单位')
            as place,
        coalesce(indicators.name_zh, set_aside.indicator, '未注明指标') as field,
        case
            when set_aside.reason = 'no_period' then '报告期为 2000 至 2049 年的年、半年、季或月'
            when reference_faults.org_code is not null and set_aside.reason in ('unit_unknown', 'unit_did_not_exist')
                then '单位的基础数据无误，见 ' || reference_faults.source_ref
            when set_aside.reason = 'unit_unknown' then '行政区划代码在单位表中'
            when set_aside.reason = 'unit_did_not_exist' then '单位在 ' || set_aside.last_day || ' 存在'
            when set_aside.reason = 'stock_as_ytd' then '存量指标报期末数，不报累计'
            when set_aside.reason = 'indicator_unknown' then '指标在指标目录中'
            when set_aside.reason = 'crossing_not_permitted' then '指标目录允许的分组组合'
            else '指标目录中该年有效的分组'
        end as expected,
        case
            when set_aside.reason = 'no_period' then coalesce(set_aside.period, '空')
            when set_aside.reason in ('unit_unknown', 'unit_did_not_exist')
                then coalesce(set_aside.org_code_as_sent, '空')
            when set_aside.reason = 'indicator_unknown' then coalesce(set_aside.indicator, '空')
            when set_aside.reason = 'stock_as_ytd' then '累计 ' || coalesce(set_aside.figure, '空')
            else set_aside.members
        end as found
    from set_aside
    left join reference_faults on set_aside.org_code = reference_faults.org_code
    left join {{ ref('stg_org_units') }} as units on set_aside.org_code = units.org_code
    left join {{ ref('stg_indicators') }} as indicators on set_aside.indicator = indicators.indicator
    where set_aside.reason <> 'two_figures'

    union all

    select
        'cell_conflict' as rule_id,
        conflicting.submission_id,
        conflicting.is_narrative,
        conflicting.org_code,
        conflicting.indicator,
        conflicting.period,
        conflicting.audience,
        conflicting.grade,
        conflicting.department,
        conflicting.kind,
        conflicting.members,
        conflicting.scope_zh,
        conflicting.source_ref,
        coalesce(units.name, '') || '（' || conflicting.org_code || '）' as place,
        coalesce(indicators.name_zh, conflicting.indicator) as field,
        '同一指标只有一个数' as expected,
        conflicting.found
    from conflicting
    left join {{ ref('stg_org_units') }} as units on conflicting.org_code = units.org_code
    left join {{ ref('stg_indicators') }} as indicators on conflicting.indicator = indicators.indicator
    where
        -- none where the reporter has been told already
        not exists (
            select 1 from {{ source('raw', 'findings') }} as findings
            where
                findings.submission_id = conflicting.submission_id
                and findings.rule_id = 'cell_conflict'
                and findings.source_ref = any(conflicting.source_refs)
        )
),

messages as (
    select
        *,
        case rule_id
            when 'period_unknown' then '报告期无法识别'
            when 'org_reference_fault' then '单位的基础数据有误，暂不汇总'
            when 'org_unknown' then '行政区划代码不存在'
            when 'org_not_existing' then '单位在报告期末不存在'
            when 'stock_as_ytd' then '期末数不能按累计填报'
            when 'cell_conflict' then '同一指标报了两个不同的数'
            else '指标目录不允许'
        end
        || '：' || place || ' ' || coalesce(period, '') || ' ' || field
        || coalesce('（' || nullif(members, '合计') || '）', '') || scope_zh
        || '，应' || expected || '，实际' || found || '；未计入汇总' as message_zh
    from told
)

select distinct on (rule_id, submission_id, source_ref, message_zh)
    rule_id,
    case
        when is_narrative then '提示性' -- nobody is asked to mend a written report
        when rule_id in ('cell_conflict', 'org_reference_fault') then '核实性'
        else '强制性'
    end as severity,
    org_code::text as org_code,
    indicator::text as indicator,
    period::text as period,
    audience::text as audience,
    grade::text as grade,
    department::text as department,
    kind::text as kind,
    null::text as boundary,
    'fails' as verdict,
    submission_id::text as submission_id,
    source_ref::text as source_ref,
    message_zh,
    expected::text as expected,
    found::text as found
from messages
order by rule_id, submission_id, source_ref, message_zh, audience, grade, department, kind
