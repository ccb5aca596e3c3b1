-- What the two ledgers find tonight, told to those who reported: a reported total that cannot be what
-- its parts add up to, and two statements of one cell that cannot both be true. A gap that the rounding
-- of printed figures explains is a hint, and holds. What is wrong in the tree of its time is not told again
-- of the latest one.
with

pairs as (
    select
        pairs.*,
        one.source_ref as first_source_ref,
        concat(
            units.name, pairs.period, '“', indicators.name_zh, '”', case pairs.boundary when 'latest' then '（现行区划）' end
        ) as place_zh,
        {% for side in ['first', 'second'] -%}
        {{ interval_zh('pairs.' ~ side ~ '_value', 'pairs.' ~ side ~ '_lower', 'pairs.' ~ side ~ '_upper') }} as {{ side }}_text,
        {% endfor -%}
        {% for scope in ['first_scope', 'scope'] -%}
        case
            when pairs.first_scope = pairs.scope then ''
            when pairs.{{ scope }} = 'own' then '（本级）'
            when pairs.{{ scope }} = 'inclusive' then '（含下级）'
            else '（口径不明）'
        end as {{ scope }}_zh,
        {% endfor -%}
        case
            when pairs.is_rounding then '在四舍五入误差之内，仅作提示。'
            when pairs.contradiction_kind <> 'reported_and_computed' then '两数不能同时成立，请核实。'
            when pairs.severity = '强制性' then '合计小于其各部分，请更正。'
            else '请更正或说明差额来源。'
        end as cure_zh
    from {{ ref('int_contradiction_pairs') }} as pairs
    inner join {{ ref('stg_org_units') }} as units on pairs.org_code = units.org_code
    inner join {{ ref('stg_indicators') }} as indicators on pairs.indicator = indicators.indicator
    left join {{ source('raw', 'observations') }} as one on pairs.first_observation_id = one.observation_id
    left join {{ ref('int_contradiction_pairs') }} as then_already
        on pairs.boundary = 'latest'
        and then_already.boundary = 'period'
        and then_already.contradiction_kind = 'reported_and_computed'
        and pairs.org_code = then_already.org_code
        and {{ same_cell('pairs', 'then_already') }}
    where then_already.org_code is null
)

select
    case contradiction_kind
        when 'reported_and_computed' then 'ledger.reported_and_computed'
        when 'two_offices' then 'ledger.two_offices'
        when 'two_scopes' then 'ledger.two_scopes'
        else 'ledger.form_and_report'
    end as rule_id,
    severity,
    org_code,
    {{ cell() }},
    boundary,
    case when is_rounding then 'holds' else 'fails' end as verdict,
    first_submission_id as submission_id,
    first_source_ref as source_ref,
    place_zh || case contradiction_kind
        when 'reported_and_computed' then concat('：上报合计', first_text, '，本级与下级相加为', second_text, '，', cure_zh)
        when 'two_offices'
            then concat('：', first_office, '报', first_scope_zh, first_text, '，')
                || concat(second_office, '报', scope_zh, second_text, '，', cure_zh)
        when 'two_scopes'
            then concat('：没有下级的单位各口径为一，', first_scope_zh, first_text, '，', scope_zh, second_text, '，', cure_zh)
        else concat('：报表为', first_scope_zh, first_text, '，文字材料为', scope_zh, second_text, '，', cure_zh)
    end as message_zh,
    second_text as expected,
    first_text as found
from pairs
