-- Every comparison of two figures of one unit, both sides as intervals, with its verdict. The gap is
-- the left side less the right one.
with

unioned as (
    select * from {{ ref('int_relation_comparisons') }}

    {%- for relation in ['int_part_comparisons', 'int_period_comparisons'] %}

    union all

    select
        check_id, {{ comparison_key() }}, operator, '核实性' as severity,
        null as message_zh, left_value, left_lower, left_upper, right_value, right_lower, right_upper,
        missing_terms, tolerance, left_observation_id, right_observation_ids
    from {{ ref(relation) }}
    {%- endfor %}
)

select
    *,
    left_lower - right_upper as gap_lower,
    left_upper - right_lower as gap_upper,
    {{ compare_intervals('operator', 'left_lower', 'left_upper', 'right_lower', 'right_upper', 'tolerance') }} as verdict
from unioned
