-- Every comparison of two figures of one unit, both sides as intervals, with its verdict. The gap is
-- the left side less the right one.
with

unioned as (
    {%- for relation in ['int_relation_comparisons', 'int_part_comparisons', 'int_period_comparisons'] %}
    {%- set is_relation = relation == 'int_relation_comparisons' %}
    select
        check_id, {{ comparison_key() }}, operator,
        {{ 'severity' if is_relation else "'核实性' as severity" }},
        {{ 'message_zh' if is_relation else 'null as message_zh' }}, left_value, left_lower, left_upper, right_value, right_lower,
        right_upper, missing_terms, tolerance, left_observation_id, right_observation_ids
    from {{ ref(relation) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    *,
    left_lower - right_upper as gap_lower,
    left_upper - right_lower as gap_upper,
    {{ compare_intervals('operator', 'left_lower', 'left_upper', 'right_lower', 'right_upper', 'tolerance') }} as verdict
from unioned
