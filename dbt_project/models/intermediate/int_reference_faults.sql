-- In what the reference data contradict themselves, with file and line: those of units, and overlapping
-- years in the catalogue's files. A fault that
-- is_excluded keeps the units or weights it speaks of outside the totals; the night goes on.
with

version_lines as (
    select * from {{ ref('stg_org_unit_lines') }}
),

event_lines as (
    select * from {{ ref('stg_org_unit_event_lines') }}
),

units as (
    select
        org_code,
        name,
        level,
        kind,
        (row_number() over (order by ctid) + 1)::integer as line
    from {{ ref('org_units') }}
),

bridge_lines as (
    select
        *,
        (row_number() over (order by ctid) + 1)::integer as line
    from {{ ref('zone_bridge') }}
),

faults as (
    select
        'org_unit_versions.csv' as file,
        line,
        fault,
        org_code,
        name_then as name,
        valid_from,
        valid_to,
        true as is_excluded,
        case fault
            when 'unit_unknown' then '单位代码在 org_units.csv 中'
            when 'first_day_missing' then '填写生效日'
            when 'ends_before_it_begins' then '失效日晚于生效日'
            when 'two_parents' then '同一日只有一个上级'
            when 'two_versions' then '同一日只有一个版本'
            when 'code_of_two_units' then '同一日一个代码只属于一个单位'
            when 'parent_unknown' then '上级代码在 org_units.csv 中'
        end as expected,
        case fault
            when 'parent_unknown' then parent_code
            when 'code_of_two_units' then code_then
            when 'two_parents' then '上级 ' || coalesce(parent_code, '空')
            else coalesce(valid_from::text, '空') || ' 至 ' || coalesce(nullif(valid_to, 'infinity')::text, '今')
        end as found
    from version_lines
    where fault is not null

    union all

    select
        'org_unit_versions.csv' as file,
        standing.line,
        standing.fault,
        standing.org_code,
        min(version_lines.name_then) as name,
        min(standing.from_day) as valid_from,
        max(standing.to_day) as valid_to,
        true as is_excluded,
        case standing.fault
            when 'below_itself' then '上级不是自己或自己的下级'
            else '有效期内上级存在且无误'
        end as expected,
        '上级 ' || min(version_lines.parent_code) as found
    from {{ ref('stg_org_unit_standing') }} as standing
    inner join version_lines on standing.line = version_lines.line
    where standing.fault is not null
    group by standing.line, standing.fault, standing.org_code

    union all

    select
        'org_units.csv' as file,
        units.line,
        'version_missing' as fault,
        units.org_code,
        units.name,
        null as valid_from,
        null as valid_to,
        true as is_excluded,
        '在 org_unit_versions.csv 中至少有一个版本' as expected,
        '没有版本' as found
    from units
    left join version_lines on units.org_code = version_lines.org_code
    where version_lines.org_code is null

    union all

    select
        'org_unit_versions.csv' as file,
        version_lines.line,
        'root_below_province' as fault,
        version_lines.org_code,
        version_lines.name_then as name,
        version_lines.valid_from,
        version_lines.valid_to,
        false as is_excluded,
        '省级以下单位有上级' as expected,
        '上级为空' as found
    from version_lines
    inner join units on version_lines.org_code = units.org_code
    where version_lines.fault is null and version_lines.parent_code is null and units.level <> 'province'

    union all

    select
        'org_unit_events.csv' as file,
        line,
        fault,
        from_code as org_code,
        event_id as name,
        effective_on as valid_from,
        null as valid_to,
        true as is_excluded,
        case fault
            when 'event_type_unknown' then '事件类型是 appeared、ended、recoded、renamed、kind_changed、merged、split、moved 之一'
            when 'event_unit_unknown' then '双方都是 org_units.csv 中有版本的单位'
            when 'event_days_differ' then '同一事件同一原单位只有一个生效日'
            when 'event_line_repeated' then '同一事件同一去向只有一行'
            when 'weight_negative' then '份额不小于 0'
            when 'weights_not_one' then '份额合计为 1'
        end as expected,
        case fault
            when 'weights_not_one' then '合计 ' || weights
            when 'weight_negative' then weight::text
            when 'event_type_unknown' then coalesce(event_type, '空')
            else from_code || ' → ' || to_code
        end as found
    from event_lines
    where fault is not null

    union all

    select
        'zone_bridge.csv' as file,
        bridge_lines.line,
        'zone_unknown' as fault,
        bridge_lines.zone_code as org_code,
        bridge_lines.covered_code as name,
        bridge_lines.valid_from,
        bridge_lines.valid_to,
        false as is_excluded,
        '功能区和所跨单位都在 org_units.csv 中，且填写生效日' as expected,
        coalesce(bridge_lines.zone_code, '空') || '，' || coalesce(bridge_lines.covered_code, '空') as found
    from bridge_lines
    left join units as zones on bridge_lines.zone_code = zones.org_code
    left join units as covered on bridge_lines.covered_code = covered.org_code
    where zones.org_code is null or covered.org_code is null or bridge_lines.valid_from is null

    union all

    -- a zone that no line of the bridge speaks of adds to its city: nobody has said what overlaps it
    select
        'org_units.csv' as file,
        units.line,
        'zone_without_bridge' as fault,
        units.org_code,
        units.name,
        null as valid_from,
        null as valid_to,
        false as is_excluded,
        '在 zone_bridge.csv 中说明所跨单位及其是否单独报送' as expected,
        '没有对照；其数字计入上级' as found
    from units
    where
        units.kind = '功能区'
        and not exists (select 1 from bridge_lines where bridge_lines.zone_code = units.org_code)

    union all

    select
        file,
        line,
        fault,
        org_code,
        subject as name,
        null as valid_from,
        null as valid_to,
        false as is_excluded,
        '同一年只列一次' as expected,
        case when first_year = 0 then '不限' else first_year::text end || ' 至 '
        || case when next_year = 9999 then '不限' else (next_year - 1)::text end
        || ' 年与第 ' || other_line || ' 行重叠' as found
    from {{ ref('int_catalogue_overlaps') }}
)

select
    faults.file,
    faults.line,
    faults.fault,
    faults.org_code,
    faults.valid_from,
    faults.valid_to,
    faults.is_excluded,
    faults.file || ' 第 ' || faults.line || ' 行' as source_ref,
    faults.expected,
    faults.found,
    titles.title || '：' || coalesce(faults.org_code, '') || ' ' || coalesce(faults.name, '')
    || '，应' || faults.expected || '，实际' || faults.found
    || case when faults.is_excluded then '；在更正之前不进入汇总' else '' end as message_zh
from faults
inner join (
    values
    ('unit_unknown', '版本所属单位不存在'),
    ('first_day_missing', '版本没有生效日'),
    ('ends_before_it_begins', '版本起止日期颠倒'),
    ('two_parents', '同一时间有两个上级'),
    ('two_versions', '同一时间有两个版本'),
    ('code_of_two_units', '同一时间一个代码属于两个单位'),
    ('parent_unknown', '上级单位不存在'),
    ('below_itself', '上级关系成环'),
    ('parent_not_standing', '上级单位当时不存在或有误'),
    ('version_missing', '单位没有任何版本'),
    ('root_below_province', '省级以下单位没有上级'),
    ('event_type_unknown', '变更事件的类型无法识别'),
    ('event_unit_unknown', '变更事件的单位不存在或有误'),
    ('event_days_differ', '变更事件的生效日不一致或为空'),
    ('event_line_repeated', '变更事件有重复的行'),
    ('weight_negative', '变更事件的份额为负'),
    ('weights_not_one', '变更事件的份额合计不为 1'),
    ('zone_unknown', '功能区对照有误'),
    ('zone_without_bridge', '功能区没有对照'),
    ('validity_overlaps', '有效年份重叠'),
    ('population_used_twice', '同一年有两个口径的人口都作分母')
) as titles (fault, title) on faults.fault = titles.fault
