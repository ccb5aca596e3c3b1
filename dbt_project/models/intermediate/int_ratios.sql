{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Ratios rebuilt at every node where all their parts are there: six decimals, half up, ends outward,
-- never over a denominator that may be zero. A part counts where its method is computed or reported;
-- population serves in its latest edition.
with

parts as (
    select * from {{ ref('int_ratio_cells') }}
),

from_submissions as (
    select
        parts.ratio_id as cell_id,
        parts.side,
        parts.part_count,
        parts.ratio_factor,
        nodes.boundary,
        nodes.org_code,
        nodes.period,
        nodes.period_year,
        nodes.total,
        nodes.lower,
        nodes.upper,
        case
            when nodes.due_count > 0 and not cells.is_reference then {{ round6('nodes.reported_count', 'nodes.due_count') }}
        end as completeness
    from parts
    inner join {{ ref('int_rollup_nodes') }} as nodes on parts.part_id = nodes.cell_id
    inner join {{ ref('int_cells') }} as cells on nodes.cell_id = cells.cell_id
    where
        not parts.is_population
        and nodes.is_row
        and nodes.method in ('computed', 'reported')
        {{ only_dirty('nodes', cell='parts.ratio_id') }}
),

numerators as (
    select distinct boundary, cell_id, org_code, period, period_year
    from from_submissions
    where side = 'numerator'
),

from_reference as (
    select
        parts.ratio_id as cell_id,
        parts.side,
        parts.part_count,
        parts.ratio_factor,
        nodes.boundary,
        nodes.org_code,
        nodes.period,
        nodes.period_year,
        population.value as total,
        population.value as lower,
        population.value as upper,
        null::numeric as completeness
    from parts
    inner join numerators as nodes
        on parts.ratio_id = nodes.cell_id
    inner join {{ ref('int_population') }} as population
        on nodes.org_code = population.org_code
        and parts.part = population.indicator
        and nodes.period_year = population.period_year
    where parts.is_population
),

gathered as (
    -- a part that is not applicable adds nothing; one numerator and the denominator must be numbers
    select
        boundary,
        org_code,
        cell_id,
        period,
        period_year,
        {%- for side in ['numerator', 'denominator'] %}
        sum(total) filter (where side = '{{ side }}') as {{ side }},
        case
            when not bool_or(side = '{{ side }}' and total is not null and lower is null)
                then sum(lower) filter (where side = '{{ side }}')
        end as {{ side }}_lower,
        case
            when not bool_or(side = '{{ side }}' and total is not null and upper is null)
                then sum(upper) filter (where side = '{{ side }}')
        end as {{ side }}_upper,
        {%- endfor %}
        min(ratio_factor) as factor,
        min(completeness) as completeness
    from (
        select * from from_submissions
        union all
        select * from from_reference
    ) as terms
    group by boundary, org_code, cell_id, period, period_year, part_count
    having count(*) = part_count
)

select
    gathered.boundary,
    gathered.org_code,
    gathered.cell_id,
    gathered.period,
    gathered.period_year,
    {{ round6('gathered.numerator * gathered.factor', 'gathered.denominator') }} as total,
    case
        when gathered.numerator_lower >= 0
            then {{ floor6('gathered.numerator_lower * gathered.factor', 'gathered.denominator_upper') }}
        else {{ floor6('gathered.numerator_lower * gathered.factor', 'gathered.denominator_lower') }}
    end as lower,
    case
        when gathered.numerator_upper >= 0
            then {{ ceil6('gathered.numerator_upper * gathered.factor', 'gathered.denominator_lower') }}
        else {{ ceil6('gathered.numerator_upper * gathered.factor', 'gathered.denominator_upper') }}
    end as upper,
    gathered.completeness
from gathered
inner join {{ ref('stg_periods') }} as periods on gathered.period = periods.period
inner join {{ ref('int_cell_types') }} as types
    on gathered.cell_id = types.cell_id and periods.period_type = types.period_type
where gathered.denominator_lower > 0 and gathered.numerator is not null
