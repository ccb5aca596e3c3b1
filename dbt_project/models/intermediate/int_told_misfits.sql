-- Figures that do not fit where they were filed: of a level that owes none (they are added all the
-- same), a total of unknown scope that gave way to what its parts prove (one that is inclusive is a
-- line of the contradictions).
with

assertions as (
    select assertions.*, observations.source_ref
    from {{ ref('int_assertions') }} as assertions
    inner join {{ ref('stg_observations') }} as observations on assertions.observation_id = observations.observation_id
),

owing_levels as (
    select
        indicator,
        period_type,
        string_agg(
            case level when 'province' then '省' when 'city' then '市州' when 'district' then '县（市、区）' else '乡镇街道' end,
            '、' order by array_position(array['province', 'city', 'district', 'subdistrict'], level::text)
        ) as levels_zh,
        array_agg(level::text) as levels
    from {{ ref('indicator_due') }}
    group by indicator, period_type
),

not_due as (
    -- once for a submission and indicator; a zero adds nothing
    select distinct on (assertions.submission_id, assertions.org_code, assertions.indicator, assertions.period)
        assertions.*,
        owing_levels.levels_zh
    from assertions
    inner join {{ ref('stg_org_units') }} as units on assertions.org_code = units.org_code
    inner join {{ ref('int_tree') }} as tree
        on assertions.org_code = tree.org_code and assertions.last_day = tree.tree_day
    inner join owing_levels
        on assertions.indicator = owing_levels.indicator and assertions.period_type = owing_levels.period_type
    where
        (assertions.scope = 'own' or tree.is_leaf)
        and not units.level::text = any(owing_levels.levels)
        and assertions.value <> 0
    order by
        assertions.submission_id, assertions.org_code, assertions.indicator, assertions.period,
        {{ crossing('assertions') }} = 'total' desc, assertions.observation_id
),

gave_way as (
    select assertions.*, rollup.computed_lower
    from {{ ref('int_rollup') }} as rollup
    inner join {{ ref('stg_indicators') }} as indicators
        on rollup.indicator = indicators.indicator and not indicators.may_be_negative
    inner join assertions
        on rollup.org_code = assertions.org_code
        and {{ same_cell('rollup', 'assertions') }}
        and assertions.basis = 'period'
        and assertions.scope = 'unknown'
    where
        rollup.boundary = 'period'
        and rollup.inclusive_value is null
        and rollup.method = 'partial'
        and not rollup.is_leaf
        and assertions.upper < rollup.computed_lower
)
{% for rule, relation, severity, rule_zh, expected in [
    ('level_not_due', 'not_due', '核实性', '该层级不填报本指标，所报的数已计入合计，请核实', "'填报层级：' || told.levels_zh"),
    (
        'reported_below_parts', 'gave_way', '核实性', '上报的合计小于下级已报各数之和，未采用',
        "'≥' || trim_scale(told.computed_lower)::text",
    ),
] %}
select
    '{{ rule }}' as rule_id,
    '{{ severity }}' as severity,
    told.scope as figures,
    'period' as boundary,
    told.org_code,
    {{ cell('told') }},
    told.basis,
    'fails' as verdict,
    told.submission_id,
    told.source_ref,
    '{{ rule_zh }}' as rule_zh,
    {{ expected }} as expected,
    {{ shown_state('told') }} as found
from {{ relation }} as told
{{ 'union all' if not loop.last }}
{% endfor %}
