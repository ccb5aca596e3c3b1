-- What is wrong with figures, in the reporter's words: place, time and scope, field, rule, expected,
-- found and source. It speaks of what holds now, and is gone when the figures are mended.
with

told as (
    select * from {{ ref('int_told_comparisons') }}
    union all
    select * from {{ ref('int_told_conflicts') }}
    union all
    select * from {{ ref('int_told_misfits') }}
)

select
    told.rule_id,
    told.severity,
    told.org_code,
    {{ cell('told') }},
    told.boundary,
    told.verdict,
    told.submission_id,
    told.source_ref,
    units.name || ' ' || told.period || case told.basis when 'ytd' then '累计' else '' end
    || case told.figures
        when 'own' then '（本级）' when 'inclusive' then '（含下级）' when 'total' then '（汇总）' else '（口径不明）'
    end
    || coalesce(labels.label_zh, indicators.name_zh, told.indicator) || '：' || told.rule_zh
    || '。应为：' || told.expected || '；实为：' || told.found
    || coalesce('〔' || told.source_ref || '〕', '') as message_zh,
    told.expected,
    told.found
from told
inner join {{ ref('stg_org_units') }} as units on told.org_code = units.org_code
left join {{ ref('stg_indicators') }} as indicators on told.indicator = indicators.indicator
left join {{ ref('int_cell_labels') }} as labels
    on told.indicator = labels.indicator and {{ same_breakdown('told', 'labels') }}
