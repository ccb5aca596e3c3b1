-- Every comparison of two figures of one unit, both sides as intervals, with its verdict. The gap is
-- the left side less the right one. What a step of building gives goes before the same comparison of what
-- was asserted: that lacks terms, or builds them another way.
with

unioned as (
    {%- for relation in ['int_relation_comparisons', 'int_part_comparisons', 'int_period_comparisons', 'int_step_comparisons'] %}
    {%- set is_relation = relation == 'int_relation_comparisons' %}
    select
        check_id, {{ comparison_key() }}, operator,
        {{ 'severity' if is_relation else "'核实性' as severity" }},
        {{ 'message_zh' if is_relation else 'null as message_zh' }}, left_value, left_lower, left_upper, right_value, right_lower,
        right_upper, missing_terms, tolerance, left_observation_id, right_observation_ids,
        {{ relation == 'int_step_comparisons' }} as is_step
    from {{ ref(relation) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

told_once as (
    select unioned.*
    from unioned
    left join {{ ref('int_step_comparisons') }} as steps
        on unioned.check_id = steps.check_id
        and unioned.figures = steps.figures
        and unioned.org_code = steps.org_code
        and {{ same_cell('unioned', 'steps') }}
        and unioned.basis = steps.basis
    where unioned.is_step or steps.check_id is null
)

select
    {{ comparison_key() }},
    check_id,
    operator,
    severity,
    message_zh,
    left_value,
    left_lower,
    left_upper,
    right_value,
    right_lower,
    right_upper,
    missing_terms,
    tolerance,
    left_observation_id,
    right_observation_ids,
    left_lower - right_upper as gap_lower,
    left_upper - right_lower as gap_upper,
    {{ compare_intervals('operator', 'left_lower', 'left_upper', 'right_lower', 'right_upper', 'tolerance') }} as verdict
from told_once
