-- What was asserted for a cell against what each step of building would give for it, where the figures
-- that other comparisons meet do not give the same: built pieces are among the terms, and units may
-- have changed within the year. One fault is told once: what an asserted total, a longer period or a
-- cumulative figure is compared with already is left out.
with

asserted as (
    select
        figures.*,
        cells.cell_id,
        {{ rounding_tolerance('indicators.value_type') }} as tolerance_each
    from {{ ref('int_compared_figures') }} as figures
    inner join {{ ref('int_cells') }} as cells
        on figures.indicator = cells.indicator and {{ same_breakdown('figures', 'cells') }} and not cells.is_adjusted
    inner join {{ ref('stg_indicators') }} as indicators on figures.indicator = indicators.indicator
    where figures.figures in ('own', 'inclusive') and figures.basis = 'period'
),

steps as (
    select
        built.check_id,
        split_part(built.check_id, '.', 1) as family,
        {{ comparison_key('asserted') }},
        '=' as operator,
        asserted.value as left_value,
        asserted.lower as left_lower,
        asserted.upper as left_upper,
        built.value as right_value,
        built.lower as right_lower,
        built.upper as right_upper,
        0 as missing_terms,
        asserted.tolerance_each * (1 + built.figure_count) as tolerance,
        asserted.observation_id as left_observation_id,
        built.observation_ids as right_observation_ids
    from {{ ref('int_built_beside') }} as built
    inner join asserted
        on built.org_code = asserted.org_code
        and built.cell_id = asserted.cell_id
        and built.period = asserted.period
        and built.scope = asserted.figures
),

compared as (
    {%- for relation in ['int_part_comparisons', 'int_period_comparisons'] %}
    select
        split_part(check_id, '.', 1) as family, {{ comparison_key() }}, missing_terms, left_observation_id,
        right_value, right_lower, right_upper, right_observation_ids,
        {{ compare_intervals('operator', 'left_lower', 'left_upper', 'right_lower', 'right_upper', 'tolerance') }} as verdict
    from {{ ref(relation) }}
    where operator = '='
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    check_id,
    {{ comparison_key() }},
    operator,
    left_value,
    left_lower,
    left_upper,
    right_value,
    right_lower,
    right_upper,
    missing_terms,
    tolerance,
    left_observation_id,
    right_observation_ids
from steps
where
    -- the same terms, or the same sum out of them
    not exists (
        select 1 from compared
        where
            compared.figures = steps.figures
            and compared.org_code = steps.org_code
            and {{ same_cell('compared', 'steps') }}
            and compared.basis = steps.basis
            and compared.family = steps.family
            and compared.missing_terms = 0
            and row(compared.right_value, compared.right_lower, compared.right_upper)
            is not distinct from row(steps.right_value, steps.right_lower, steps.right_upper)
    )
    -- the cumulative figure at its end does not agree with a sum that this figure is part of
    and not exists (
        select 1 from compared
        where
            steps.family = 'difference'
            and compared.verdict = 'fails'
            and compared.family = 'periods'
            and compared.basis = 'ytd'
            and compared.figures = steps.figures
            and compared.org_code = steps.org_code
            and compared.indicator = steps.indicator
            and {{ same_breakdown('compared', 'steps') }}
            and compared.left_observation_id = any(steps.right_observation_ids)
            and steps.left_observation_id = any(compared.right_observation_ids)
    )
