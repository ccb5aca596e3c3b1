-- What the ledger of transfers and the accounts have found wrong: lines set aside, the two sides of a
-- transfer that differ, sheets above what the form says, expenditure above the budget. (That a budget or
-- expenditure misses its parts, and that more is used than raised, are audit relations, told with those.)
with

names as (
    select org_code, name from {{ ref('stg_org_units') }}
),

lines as (
    select * from {{ ref('int_transfer_lines') }}
),

matches as (
    select
        matches.*,
        payers.name as payer_name,
        payees.name as payee_name,
        coalesce(matches.payer_purpose, matches.payee_purpose) as purpose,
        case matches.direction when 'down' then 'payee' else 'payer' end as lower_side
    from {{ ref('int_transfer_matches') }} as matches
    inner join names as payers on matches.payer_code = payers.org_code
    inner join names as payees on matches.payee_code = payees.org_code
),

sheets as (
    -- a unit that told its side of some transfer of the year has left out the others
    select distinct
        case side when 'payer' then payer_code else payee_code end as org_code,
        period_year,
        side
    from {{ ref('int_transfer_sides') }}
),

set_aside as (
    select
        'transfer_' || set_aside as rule_id,
        case
            when set_aside = 'beside_unusable_instalment' then '提示性'
            when set_aside in ('unit_did_not_exist', 'not_in_one_line') then '核实性'
            else '强制性'
        end as severity,
        sender as org_code,
        period,
        'fails' as verdict,
        submission_id,
        source_ref,
        '拨付明细未采用：' || coalesce(payer_code_as_sent, '（空）') || '拨给' || coalesce(payee_code_as_sent, '（空）')
        || '，用途“' || purpose || '”，'
        || case set_aside
            when 'period_unknown' then '期间无法识别'
            when 'unit_unknown' then '单位代码查无此单位'
            when 'same_unit' then '拨款单位与收款单位相同'
            when 'unit_did_not_exist' then '拨款或收款单位在期末不存在'
            when 'not_in_one_line' then '两单位没有上下级关系'
            when 'amount_missing' then '没有金额'
            when 'amount_negative' then '金额为负'
            when 'beside_unusable_instalment' then '同一笔拨付另有一行金额不可用，各行均不采用'
        end as message_zh,
        case set_aside
            when 'period_unknown' then '2024、2024-Q3 这样的期间'
            when 'unit_unknown' then '现行或曾用的行政区划代码'
            when 'same_unit' then '上下级两个不同单位'
            when 'unit_did_not_exist' then '期末存在的单位'
            when 'not_in_one_line' then '上级单位与其下级单位'
            else '不为负的金额（元）'
        end as expected,
        case
            when set_aside = 'period_unknown' then coalesce(period, '空')
            when set_aside in ('amount_missing', 'amount_negative', 'beside_unusable_instalment')
                then coalesce({{ yuan('amount_yuan') }}, '空')
            else coalesce(payer_code_as_sent, '空') || '、' || coalesce(payee_code_as_sent, '空')
        end as found
    from lines
    where set_aside not in ('submission_not_accepted', 'edit')
),

amounts_differ as (
    -- told to the lower level: the record of the higher one stands
    select
        'transfer_amounts_differ' as rule_id,
        '核实性' as severity,
        case lower_side when 'payee' then payee_code else payer_code end as org_code,
        period,
        'fails' as verdict,
        case lower_side when 'payee' then payee_submission_id else payer_submission_id end as submission_id,
        case lower_side when 'payee' then payee_source_ref else payer_source_ref end as source_ref,
        payer_name || '拨给' || payee_name || '“' || purpose || '”，' || period || '：拨付方报' || {{ yuan('paid_yuan') }}
        || '，收款方报' || {{ yuan('received_yuan') }} || '，相差' || {{ yuan('abs(unmatched_yuan)') }}
        || '，暂以上级记录为准' as message_zh,
        {{ yuan('resolved_yuan') }} as expected,
        case lower_side when 'payee' then {{ yuan('received_yuan') }} else {{ yuan('paid_yuan') }} end as found
    from matches
    where paid_yuan is not null and received_yuan is not null and unmatched_yuan <> 0
),

one_sided as (
    select
        'transfer_told_by_one_side' as rule_id,
        case when sheets.org_code is not null then '核实性' else '提示性' end as severity,
        case matches.unmatched_side when 'payer' then matches.payee_code else matches.payer_code end as org_code,
        matches.period,
        case when sheets.org_code is not null then 'fails' else 'cannot_tell' end as verdict,
        coalesce(matches.payer_submission_id, matches.payee_submission_id) as submission_id,
        coalesce(matches.payer_source_ref, matches.payee_source_ref) as source_ref,
        matches.payer_name || '拨给' || matches.payee_name || '“' || matches.purpose || '”，' || matches.period || '：'
        || case matches.unmatched_side
            when 'payer' then '拨付方报' || {{ yuan('matches.paid_yuan') }} || '，收款方未报此项'
            else '收款方报' || {{ yuan('matches.received_yuan') }} || '，拨付方未报此项'
        end as message_zh,
        {{ yuan('abs(matches.unmatched_yuan)') }} as expected,
        '未报' as found
    from matches
    left join sheets
        on matches.unmatched_side <> sheets.side
        and case matches.unmatched_side when 'payer' then matches.payee_code else matches.payer_code end = sheets.org_code
        and matches.period_year = sheets.period_year
    where matches.unmatched_yuan <> 0 and (matches.paid_yuan is null or matches.received_yuan is null)
),

purposes_differ as (
    select
        'transfer_purposes_differ' as rule_id,
        '提示性' as severity,
        case lower_side when 'payee' then payee_code else payer_code end as org_code,
        period,
        'cannot_tell' as verdict,
        case lower_side when 'payee' then payee_submission_id else payer_submission_id end as submission_id,
        case lower_side when 'payee' then payee_source_ref else payer_source_ref end as source_ref,
        payer_name || '拨给' || payee_name || {{ yuan('paid_yuan') }} || '，' || period || '：用途写法不同，按金额相等对上：拨付方“'
        || payer_purpose || '”，收款方“' || payee_purpose || '”' as message_zh,
        case lower_side when 'payee' then payer_purpose else payee_purpose end as expected,
        case lower_side when 'payee' then payee_purpose else payer_purpose end as found
    from matches
    where matched_by = 'amount'
),

upwards as (
    select
        'transfer_upwards' as rule_id,
        '提示性' as severity,
        payer_code as org_code,
        period,
        'cannot_tell' as verdict,
        coalesce(payer_submission_id, payee_submission_id) as submission_id,
        coalesce(payer_source_ref, payee_source_ref) as source_ref,
        payer_name || '拨给其上级' || payee_name || '“' || purpose || '”，' || period
        || '：不属于奖补拨付，不参与抵消；如方向填反请更正' as message_zh,
        '上级拨给下级' as expected,
        '下级拨给上级' as found
    from matches
    where direction = 'up'
),

told_in_sheets as (
    select
        case side when 'payer' then payer_code else payee_code end as org_code,
        period_year::text as period,
        case side when 'payer' then 'subsidy_granted' else 'subsidy_received' end as indicator,
        case side when 'payer' then '拨付下级' else '获得上级' end as wording,
        sum(amount_yuan) as amount_yuan
    from {{ ref('int_transfer_sides') }}
    where direction = 'down'
    group by 1, 2, 3, 4
),

sheets_exceed_form as (
    -- a form may hold money from or to others than the units of the tree, so it may be more, never less
    select
        'transfers_exceed_form' as rule_id,
        '核实性' as severity,
        told_in_sheets.org_code,
        told_in_sheets.period,
        'fails' as verdict,
        assertions.submission_id,
        observations.source_ref,
        names.name || told_in_sheets.period || '年' || told_in_sheets.wording || '奖补资金：拨付明细合计'
        || {{ yuan('told_in_sheets.amount_yuan') }} || '，大于报表所填' || {{ yuan('assertions.value') }} as message_zh,
        '≥ ' || {{ yuan('told_in_sheets.amount_yuan') }} as expected,
        {{ yuan('assertions.value') }} as found,
        told_in_sheets.indicator
    from told_in_sheets
    inner join {{ ref('int_assertions') }} as assertions
        on told_in_sheets.org_code = assertions.org_code
        and told_in_sheets.period = assertions.period
        and told_in_sheets.indicator = assertions.indicator
        and assertions.scope = 'own'
        and assertions.basis = 'period'
        and assertions.state = 'value'
        {%- for dimension in dimensions() %}
        and assertions.{{ dimension }} = 'total'
        {%- endfor %}
    inner join {{ source('raw', 'observations') }} as observations
        on assertions.observation_id = observations.observation_id
    inner join names on told_in_sheets.org_code = names.org_code
    -- a form in 万元 rounds at its second decimal
    where told_in_sheets.amount_yuan > assertions.upper + 100
),

accounts as (
    select
        'funding_execution' as rule_id,
        '核实性' as severity,
        accounts.org_code,
        accounts.period,
        accounts.verdict,
        accounts.submission_id,
        accounts.source_ref,
        names.name || accounts.period || '年部门决算支出超过部门预算总额（完成率高于100%），相差'
        || {{ yuan('abs(accounts.gap_value)') }} as message_zh,
        '≤ ' || {{ yuan('accounts.parts_value') }} as expected,
        {{ yuan('accounts.stated_value') }} as found,
        'dept_expense_total' as indicator
    from {{ ref('int_funding_accounts') }} as accounts
    inner join names on accounts.org_code = names.org_code
    where accounts.relation = 'execution' and accounts.verdict = 'fails'
),

unioned as (
    {%- for part in ['set_aside', 'amounts_differ', 'one_sided', 'purposes_differ', 'upwards'] %}
    select
        rule_id, severity, org_code, null::text as indicator, period, verdict,
        submission_id, source_ref, message_zh, expected, found
    from {{ part }}

    union all
    {% endfor %}
    {%- for part in ['sheets_exceed_form', 'accounts'] %}
    select
        rule_id, severity, org_code, indicator, period, verdict,
        submission_id, source_ref, message_zh, expected, found
    from {{ part }}
    {{- "\n\n    union all\n" if not loop.last }}
    {%- endfor %}
)

select
    rule_id::text as rule_id,
    severity::text as severity,
    org_code::text as org_code,
    indicator::text as indicator,
    period::text as period,
    {% for dimension in dimensions() -%}
    case when indicator is not null then 'total' end as {{ dimension }},
    {% endfor -%}
    null::text as boundary,
    verdict::text as verdict,
    submission_id::text as submission_id,
    source_ref::text as source_ref,
    message_zh::text as message_zh,
    expected::text as expected,
    found::text as found
from unioned
