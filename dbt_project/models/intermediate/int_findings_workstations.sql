-- What is wrong with stations, their register and their balance, told as the statistics offices tell it.
-- Every message names unit, station or cell, and year, so that no two are alike.
with

rules (rule_id, severity, verdict) as (
    values
    ('station_unit_not_existing', '强制性', 'fails'),
    ('station_code_missing', '核实性', 'fails'),
    ('station_code_wrong', '核实性', 'fails'),
    ('station_type_unknown', '核实性', 'fails'),
    ('station_grade_unknown', '核实性', 'fails'),
    ('station_unit_conflict', '核实性', 'fails'),
    ('station_date_order', '核实性', 'fails'),
    ('station_approval_missing', '核实性', 'cannot_tell'),
    ('station_exit_incomplete', '核实性', 'cannot_tell'),
    ('station_listed_after_exit', '核实性', 'fails'),
    ('station_possible_duplicate', '提示性', 'cannot_tell'),
    ('register_differs_from_reported', '核实性', 'fails'),
    ('stock_balance', '核实性', 'fails'),
    ('opening_is_not_last_closing', '核实性', 'fails')
),

stations as (
    select
        *,
        station_name || '（' || coalesce(credit_code, '无代码') || '，'
        || coalesce(grade_as_sent, '级别空') || coalesce(type_as_sent, '类型空') || '）' as named
    from {{ ref('int_stations') }}
),

lines as (
    select * from {{ ref('int_station_lines') }}
),

of_lines as (
    select
        'station_unit_not_existing' as rule_id,
        lines.org_code,
        lines.period_year::text as period,
        lines.submission_id,
        lines.source_ref,
        lines.station_name || '：所在单位在报告期末不存在' as what,
        lines.last_day || ' 存在的单位' as expected,
        lines.org_code_as_sent as found
    from lines
    where lines.set_aside = 'unit_did_not_exist'

    union all

    select
        'station_listed_after_exit' as rule_id,
        lines.org_code,
        lines.period_year::text as period,
        lines.submission_id,
        lines.source_ref,
        stations.named || '：此前已登记退出，本期仍列为在册' as what,
        '不再列入，或填写退出日期' as expected,
        '已于 ' || stations.exited_on || ' 退出' as found
    from lines
    inner join stations on lines.station_id = stations.station_id
    where
        lines.set_aside is null
        and lines.exited_on is null
        and lines.exit_kind_as_sent is null
        and stations.exited_on < lines.first_day
),

of_stations as (
    select
        stations.*,
        case
            when stations.unverified_reason is not null then 'station_' || stations.unverified_reason
        end as key_rule,
        case
            when not stations.is_in_order then 'station_date_order'
            when stations.approved_on is null then 'station_approval_missing'
        end as date_rule,
        case
            when stations.exited_on is null and stations.exit_kind_as_sent is not null then 'station_exit_incomplete'
            when stations.exited_on is not null and stations.exit_kind is null then 'station_exit_incomplete'
        end as exit_rule,
        case when stations.conflicting_units_count > 0 then 'station_unit_conflict' end as unit_rule
    from stations
),

told_of_stations as (
    select
        told.rule_id,
        of_stations.org_code,
        of_stations.last_listed_year::text as period,
        of_stations.submission_id,
        of_stations.source_ref,
        of_stations.named || '：' || told.what as what,
        told.expected,
        told.found
    from of_stations
    cross join
        lateral (
            values
            (
                of_stations.key_rule,
                case of_stations.unverified_reason
                    when 'code_missing' then '没有统一社会信用代码，单列待核，不与他站合并'
                    when 'code_wrong' then '统一社会信用代码有误，单列待核，不与他站合并'
                    when 'type_unknown' then '工作站类型无法识别，单列待核'
                    else '级别无法识别，单列待核'
                end,
                case
                    when of_stations.unverified_reason in ('code_missing', 'code_wrong') then '校验码正确的 18 位统一社会信用代码'
                    when of_stations.unverified_reason = 'type_unknown' then '指标目录所列工作站类型'
                    else '指标目录所列级别'
                end,
                coalesce(
                    case of_stations.unverified_reason
                        when 'type_unknown' then of_stations.type_as_sent
                        when 'grade_unknown' then of_stations.grade_as_sent
                        else of_stations.credit_code
                    end, '空'
                )
            ),
            (
                of_stations.date_rule,
                '日期有误或不全，无法确定何时在册',
                case when of_stations.approved_on is null then '批准日期' else '退出日期不早于批准日期 ' || of_stations.approved_on end,
                coalesce(case when of_stations.approved_on is not null then of_stations.exited_on::text end, '空')
            ),
            (
                of_stations.exit_rule,
                '退出日期与退出方式不全',
                '退出日期，以及注销、撤销或期满',
                coalesce(of_stations.exited_on::text, '无日期') || '，' || coalesce(of_stations.exit_kind_as_sent, '无方式')
            ),
            (
                of_stations.unit_rule,
                '被互不隶属的单位同时列入，暂计入 ' || of_stations.org_code,
                '一个所在单位',
                (of_stations.conflicting_units_count + 1) || ' 个单位'
            )
        ) as told (rule_id, what, expected, found)
    where told.rule_id is not null
),

told_of_pairs as (
    select
        'station_possible_duplicate' as rule_id,
        one.org_code,
        one.last_listed_year::text as period,
        one.submission_id,
        one.source_ref,
        one.named || ' 与 ' || other.named || '：可能为同一工作站，未合并' as what,
        '确认是否同一工作站' as expected,
        string_agg(
            case pairs.reason
                when 'same_code_other_grade' then '代码、类型相同，级别不同'
                when 'same_code_other_type' then '代码相同，类型不同'
                when 'same_code_unverified' then '代码相同，其一待核'
                when 'same_host_other_code' then '建站单位同名，代码不同'
                else '同市内工作站同名'
            end, '；' order by pairs.reason
        ) || '（' || other.source_ref || '）' as found
    from {{ ref('int_station_duplicates') }} as pairs
    inner join stations as one on pairs.station_id = one.station_id
    inner join stations as other on pairs.other_station_id = other.station_id
    group by
        one.station_id, one.org_code, one.last_listed_year, one.submission_id, one.source_ref, one.named,
        other.station_id, other.named, other.source_ref
),

about_stations as (
    select * from of_lines
    union all
    select * from told_of_stations
    union all
    select * from told_of_pairs
),

about_cells as (
    select
        'register_differs_from_reported' as rule_id,
        counts.org_code,
        counts.measure as indicator,
        counts.year::text as period,
        'total' as audience,
        counts.grade,
        'total' as department,
        counts.kind,
        'period' as boundary,
        '上报数与登记册不符' as what,
        '登记册 ' || {{ shown_interval('counts.register_lower', 'counts.register_upper') }} as expected,
        '上报 ' || {{ shown_interval('counts.reported_lower', 'counts.reported_upper') }} as found
    from {{ ref('int_station_counts') }} as counts
    where counts.verdict = 'fails'

    union all

    select
        'stock_balance' as rule_id,
        balance.org_code,
        balance.stock as indicator,
        balance.year::text as period,
        balance.audience,
        balance.grade,
        balance.department,
        balance.kind,
        'latest' as boundary,
        '期初 + 新增 − 减少 ≠ 期末' as what,
        '期末 ' || {{ shown_interval('balance.expected_closing_lower', 'balance.expected_closing_upper') }} as expected,
        '期末 ' || {{ shown_interval('balance.closing_lower', 'balance.closing_upper') }} as found
    from {{ ref('int_stock_balance') }} as balance
    where balance.verdict = 'fails'

    union all

    select
        'opening_is_not_last_closing' as rule_id,
        balance.org_code,
        balance.stock as indicator,
        balance.year::text as period,
        balance.audience,
        balance.grade,
        balance.department,
        balance.kind,
        'latest' as boundary,
        '期初数与上年期末数不符' as what,
        '上年期末 ' || {{ shown_interval('balance.last_closing_lower', 'balance.last_closing_upper') }} as expected,
        '期初 ' || {{ shown_interval('balance.reported_opening_lower', 'balance.reported_opening_upper') }} as found
    from {{ ref('int_stock_balance') }} as balance
    where balance.opening_verdict = 'fails'
),

unioned as (
    select
        about_stations.rule_id,
        about_stations.org_code,
        null::text as indicator,
        about_stations.period,
        null::text as audience,
        null::text as grade,
        null::text as department,
        null::text as kind,
        null::text as boundary,
        about_stations.submission_id,
        about_stations.source_ref,
        concat_ws(
            ' ', coalesce(units.name, about_stations.org_code), about_stations.period || '年', about_stations.what
        ) || '（' || about_stations.submission_id || ' ' || about_stations.source_ref || '）' as message_zh,
        about_stations.expected,
        about_stations.found
    from about_stations
    left join {{ ref('stg_org_units') }} as units on about_stations.org_code = units.org_code

    union all

    select
        about_cells.rule_id,
        about_cells.org_code,
        about_cells.indicator,
        about_cells.period,
        about_cells.audience,
        about_cells.grade,
        about_cells.department,
        about_cells.kind,
        about_cells.boundary,
        null as submission_id,
        null as source_ref,
        units.name || '（' || about_cells.org_code || '） ' || about_cells.period || '年 ' || indicators.name_zh
        || coalesce(
            '（' || nullif(concat_ws(
                '、',
                nullif(about_cells.audience, 'total'), grades.label_zh,
                nullif(about_cells.department, 'total'), kinds.label_zh
            ), '') || '）', ''
        ) || '：' || about_cells.what as message_zh,
        about_cells.expected,
        about_cells.found
    from about_cells
    inner join {{ ref('stg_org_units') }} as units on about_cells.org_code = units.org_code
    inner join {{ ref('stg_indicators') }} as indicators on about_cells.indicator = indicators.indicator
    left join {{ ref('breakdown_members') }} as grades
        on grades.dimension = 'grade' and about_cells.grade = grades.member and about_cells.grade <> 'total'
    left join {{ ref('breakdown_members') }} as kinds
        on kinds.dimension = 'kind'
        and indicators.kind_classification = kinds.classification
        and about_cells.kind = kinds.member
)

select
    rules.rule_id::text as rule_id,
    rules.severity::text as severity,
    unioned.org_code::text as org_code,
    unioned.indicator::text as indicator,
    unioned.period::text as period,
    unioned.audience::text as audience,
    unioned.grade::text as grade,
    unioned.department::text as department,
    unioned.kind::text as kind,
    unioned.boundary::text as boundary,
    rules.verdict::text as verdict,
    unioned.submission_id::text as submission_id,
    unioned.source_ref::text as source_ref,
    unioned.message_zh::text as message_zh,
    unioned.expected::text as expected,
    unioned.found::text as found
from unioned
inner join rules on unioned.rule_id = rules.rule_id
