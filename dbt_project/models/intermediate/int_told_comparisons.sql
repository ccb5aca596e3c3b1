-- Comparisons that a reporter has to hear of, with what was expected and found. Those that fail; those
-- that cannot be told though all terms are there, or because a sum lacks some; a cumulative figure
-- below the one before it. What fails in rolled-up totals is told where it begins: not above a unit
-- that fails, and not where the unit's own or inclusive figures fail already.
with

comparisons as (
    select
        *,
        check_id = 'cumulative' and verdict = 'holds' and left_value < right_value as is_cut
    from {{ ref('int_comparisons') }}
    where boundary = 'period'
),

failing as (
    select comparisons.*, periods.last_day
    from comparisons
    inner join {{ ref('stg_periods') }} as periods on comparisons.period = periods.period
    where comparisons.verdict = 'fails'
),

told_below as (
    select distinct failing.check_id, tree.parent_code as org_code, {{ cell('failing') }}
    from failing
    inner join {{ ref('int_tree') }} as tree
        on failing.org_code = tree.org_code and failing.last_day = tree.tree_day
    where failing.figures = 'total'

    union

    select check_id, org_code, {{ cell() }}
    from failing
    where figures <> 'total'
),

told as (
    select comparisons.*
    from comparisons
    left join told_below
        on comparisons.check_id = told_below.check_id
        and comparisons.org_code = told_below.org_code
        and {{ same_cell('comparisons', 'told_below') }}
    where
        (comparisons.verdict = 'fails' and (comparisons.figures <> 'total' or told_below.org_code is null))
        or comparisons.is_cut
        or (
            comparisons.verdict = 'cannot_tell'
            and comparisons.figures <> 'total'
            and (
                comparisons.missing_terms = 0
                or (comparisons.operator = '=' and comparisons.check_id not like 'periods.%')
            )
        )
),

right_sides as (
    select
        told.check_id,
        {{ comparison_key('told') }},
        string_agg(
            labels.label_zh || observations.period || ' '
            || {{ shown_state('observations') }} || '〔' || observations.source_ref || '〕',
            '；' order by observations.observation_id
        ) as terms_zh
    from told
    cross join lateral unnest(told.right_observation_ids) as terms (observation_id)
    inner join {{ ref('stg_observations') }} as observations on terms.observation_id = observations.observation_id
    inner join {{ ref('int_cell_labels') }} as labels
        on observations.indicator = labels.indicator and {{ same_breakdown('observations', 'labels') }}
    group by told.check_id, {{ comparison_key('told') }}
)

select
    case when told.is_cut then 'cumulative_cut' else told.check_id end as rule_id,
    case when told.verdict = 'cannot_tell' or told.is_cut then '提示性' else told.severity end as severity,
    told.figures,
    told.boundary,
    told.org_code,
    {{ cell('told') }},
    told.basis,
    case when told.is_cut then 'cannot_tell' else told.verdict end as verdict,
    observations.submission_id,
    observations.source_ref,
    coalesce(told.message_zh, case split_part(told.check_id, '.', 1)
        when 'parts' then '合计应等于各分项之和'
        when 'listed' then '合计不应小于所列各分项之和'
        when 'member' then '分项不应大于合计'
        when 'periods' then '应与所含各期的数一致'
        when 'difference' then '应等于期末与期初累计数之差'
        when 'cumulative' then '累计数不应小于此前的累计数'
    end)
    || case
        when told.verdict = 'cannot_tell' and told.missing_terms > 0 then '，缺' || told.missing_terms || '项，无法核对'
        when told.verdict = 'cannot_tell' then '，数字不封闭，无法核对'
        else ''
    end as rule_zh,
    case told.operator when '=' then '＝' when '>=' then '≥' else '≤' end
    || {{ interval_zh('told.right_value', 'told.right_lower', 'told.right_upper') }}
    || coalesce('：' || right_sides.terms_zh, '') as expected,
    {{ interval_zh('told.left_value', 'told.left_lower', 'told.left_upper') }} as found
from told
left join {{ ref('stg_observations') }} as observations on told.left_observation_id = observations.observation_id
left join right_sides
    on told.check_id = right_sides.check_id
    and told.figures = right_sides.figures
    and told.boundary = right_sides.boundary
    and told.org_code = right_sides.org_code
    and {{ same_cell('told', 'right_sides') }}
    and told.basis = right_sides.basis
