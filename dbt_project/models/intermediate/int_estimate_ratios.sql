-- The estimate of a ratio at a node where it cannot be rebuilt: over the areas and offices at and below
-- it that gave all parts, each counted once (in the largest area that has them all).
with

pieces as (
    select * from {{ ref('int_estimate_ratio_pieces') }}
),

climbed as (
    select
        pieces.*,
        ancestry.ancestor_code,
        tree.depth,
        -- an area that has all parts itself needs no estimate and speaks for everything in it
        max(case when areas.org_code is not null then tree.depth end) over (
            partition by pieces.boundary, pieces.org_code, {{ cell('pieces') }}
        ) as depth_of_area
    from pieces
    inner join {{ ref('int_ancestry') }} as ancestry
        on pieces.tree_day = ancestry.tree_day
        and pieces.org_code = ancestry.org_code
        and (not pieces.is_area or pieces.org_code <> ancestry.ancestor_code)
    inner join {{ ref('int_tree') }} as tree
        on ancestry.tree_day = tree.tree_day and ancestry.ancestor_code = tree.org_code
    left join pieces as areas
        on areas.is_area
        and pieces.boundary = areas.boundary
        and ancestry.ancestor_code = areas.org_code
        and {{ same_cell('pieces', 'areas') }}
),

summed as (
    select
        boundary,
        tree_day,
        ancestor_code as org_code,
        {{ cell() }},
        sum(numerator) as numerator,
        case when not bool_or(numerator_is_open_below) then sum(numerator_lower) end as numerator_lower,
        case when not bool_or(numerator_is_open_above) then sum(numerator_upper) end as numerator_upper,
        sum(denominator) as denominator,
        case when not bool_or(denominator_is_open_below) then sum(denominator_lower) end as denominator_lower,
        case when not bool_or(denominator_is_open_above) then sum(denominator_upper) end as denominator_upper,
        sum(due_count) as due_in,
        count(*) as piece_count
    from climbed
    where depth > coalesce(depth_of_area, -1)
    group by boundary, tree_day, ancestor_code, {{ cell() }}
),

parts as (
    select
        *,
        row_number() over (partition by ratio order by is_reference, side, part) as place
    from {{ ref('int_ratio_parts') }}
),

leaders as (
    -- one part of each ratio tells who was due; the population, if it is per head, who is covered
    select
        ratio,
        min(indicator) filter (where place = 1) as indicator,
        min(indicator) filter (where is_reference and side = 'denominator') as population,
        min(ratio_factor) as factor
    from parts
    group by ratio
),

due as (
    select
        rollup.boundary,
        rollup.org_code,
        rollup.indicator,
        rollup.period,
        max(rollup.due_count) as due_count
    from {{ ref('int_rollup') }} as rollup
    inner join leaders on rollup.indicator = leaders.indicator
    group by rollup.boundary, rollup.org_code, rollup.indicator, rollup.period
)

select
    summed.boundary,
    summed.org_code,
    {{ cell('summed') }},
    {{ round6('summed.numerator * leaders.factor', 'summed.denominator') }} as estimate,
    case
        when summed.numerator_lower >= 0
            then {{ floor6('summed.numerator_lower * leaders.factor', 'summed.denominator_upper') }}
        else {{ floor6('summed.numerator_lower * leaders.factor', 'summed.denominator_lower') }}
    end as lower,
    case
        when summed.numerator_upper >= 0
            then {{ ceil6('summed.numerator_upper * leaders.factor', 'summed.denominator_lower') }}
        else {{ ceil6('summed.numerator_upper * leaders.factor', 'summed.denominator_upper') }}
    end as upper,
    summed.piece_count,
    leaders.population as weight_name,
    population.edition as weight_edition,
    case
        when leaders.population is null and due.due_count > 0
            then least(1, {{ round6('coalesce(summed.due_in, 0)', 'due.due_count') }})
        when leaders.population is not null and population.value > 0
            then least(1, {{ round6('summed.denominator', 'population.value') }})
    end as coverage
from summed
inner join {{ ref('stg_periods') }} as periods on summed.period = periods.period
inner join leaders on summed.indicator = leaders.ratio
left join due
    on summed.boundary = due.boundary
    and summed.org_code = due.org_code
    and leaders.indicator = due.indicator
    and summed.period = due.period
left join {{ ref('int_population') }} as population
    on summed.org_code = population.org_code
    and leaders.population = population.indicator
    and periods.period_year = population.period_year
where summed.denominator_lower > 0 and summed.numerator is not null
