-- What every step of building within a unit would give for a cell of which somebody asserted a figure: the
-- difference of cumulative figures, the sum of all exhaustive parts along each dimension, the sum or the
-- last of the next shorter periods. Steps build upon each other as they do where nothing was asserted.
-- figure_count is how many printed figures it is made of, at most.
with

differences as (
    select * from ({{ cumulative_differences(beside=true) }}) as built
),

part_figures as (
    select figures.*, words.observation_id
    from {{ figures_after('int_parts') }} as figures
    left join {{ ref('int_holding') }} as words
        on words.basis = 'period'
        and words.state is not null
        and figures.org_code = words.org_code
        and figures.cell_id = words.cell_id
        and figures.period = words.period
        and figures.scope = words.scope
    where figures.cell_id in (select all_parts.part_id from {{ ref('int_cell_parts') }} as all_parts)
),

wholes as (
    -- the dimension along which a step adds is part of its number
    select
        whole_id,
        part_id,
        period_year,
        parts_needed,
        case (step - 1) % 4 + 1
            {% for dimension in dimensions() -%}
            when {{ loop.index }} then '{{ dimension }}'
            {% endfor -%}
        end as dimension
    from {{ ref('int_cell_parts') }}
),

sums as (
    select
        figures.org_code,
        wholes.whole_id as cell_id,
        figures.period,
        figures.period_year,
        figures.last_day,
        figures.scope,
        wholes.dimension,
        sum(figures.value) as value,
        case when bool_and(figures.lower is not null or figures.state = 'not_applicable') then sum(figures.lower) end as lower,
        case when bool_and(figures.upper is not null or figures.state = 'not_applicable') then sum(figures.upper) end as upper,
        array_remove(array_agg(figures.observation_id order by figures.observation_id), null) as observation_ids,
        -- a part that was built itself stands for as many figures as a year has months
        sum(case when figures.observation_id is not null then 1 else 12 end) as figure_count,
        bool_and(figures.state = 'not_applicable') as is_not_applicable
    from part_figures as figures
    inner join wholes on figures.cell_id = wholes.part_id and figures.period_year = wholes.period_year
    inner join {{ ref('int_holding') }} as asserted
        on asserted.basis = 'period'
        and asserted.state is not null
        and figures.org_code = asserted.org_code
        and wholes.whole_id = asserted.cell_id
        and figures.period = asserted.period
        and figures.scope = asserted.scope
    group by
        figures.org_code, wholes.whole_id, figures.period, figures.period_year, figures.last_day,
        figures.scope, wholes.dimension, wholes.parts_needed
    having count(*) = wholes.parts_needed
),

built as (
    -- what begins on 1 January is the cumulative figure itself: it is compared under its own name, but
    -- for units that changed
    select
        'difference' as check_id, org_code, cell_id, period, period_year, scope,
        case when state = 'not_applicable' then 0 else value end as value,
        case when state = 'not_applicable' then 0 else lower end as lower,
        case when state = 'not_applicable' then 0 else upper end as upper,
        observation_ids, figure_count
    from differences
    where
        not starts_the_year
        or exists (
            select 1 from {{ ref('int_touched_years') }} as touched
            where
                touched.org_code = differences.org_code
                and touched.period_year = differences.period_year
                and (touched.is_itself or differences.scope = 'inclusive')
        )

    union all

    select
        'parts.' || dimension, org_code, cell_id, period, period_year, scope,
        case when is_not_applicable then 0 else value end,
        case when is_not_applicable then 0 else lower end,
        case when is_not_applicable then 0 else upper end,
        observation_ids, figure_count
    from sums

    {%- for step, period_type, part_type in [
        ('int_parts', 'quarterly', 'monthly'), ('int_quarters_built', 'half_year', 'quarterly'),
        ('int_halves_built', 'annual', 'half_year'),
    ] %}

    union all

    select
        'periods.{{ part_type }}', org_code, cell_id, period, period_year, scope,
        case when state = 'not_applicable' then 0 else value end,
        case when state = 'not_applicable' then 0 else lower end,
        case when state = 'not_applicable' then 0 else upper end,
        observation_ids, figure_count
    from ({{ longer_periods(step, period_type, beside=true) }}) as {{ period_type }}_built
    {%- endfor %}
)

select
    built.check_id,
    built.org_code,
    built.cell_id,
    built.period,
    built.period_year,
    built.scope,
    built.value,
    built.lower,
    built.upper,
    built.observation_ids,
    built.figure_count::integer as figure_count
from built
inner join {{ ref('int_cells') }} as cells on built.cell_id = cells.cell_id and not cells.is_adjusted
