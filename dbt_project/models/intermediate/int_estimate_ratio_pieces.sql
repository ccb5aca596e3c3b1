-- What gave all parts of a ratio that is rebuilt up the tree: whole areas, where every part is computed
-- or reported, and units outside such areas that gave all parts for themselves. A ratio over population
-- needs areas: an office has no population of its own.
with

parts as (
    select
        parts.*,
        types.period_type,
        parts.is_reference and parts.side = 'denominator' as is_population,
        bool_or(parts.is_reference and parts.side = 'denominator') over of_ratio as is_per_head,
        -- one part stands for who was due
        row_number() over (
            partition by parts.ratio, types.period_type order by parts.is_reference, parts.side, parts.part
        ) = 1 as is_leading
    from {{ ref('int_ratio_parts') }} as parts
    inner join {{ ref('stg_indicators') }} as ratios
        on parts.ratio = ratios.indicator and ratios.rollup_scope = 'tree'
    inner join {{ ref('stg_indicator_period_types') }} as types on parts.ratio = types.indicator
    window of_ratio as (partition by parts.ratio)
),

said as (
    -- an area's figures, and those of its office alone
    select
        true as is_area,
        boundary, tree_day, org_code, {{ cell() }}, due_count,
        total as value, lower, upper
    from {{ ref('int_rollup') }}
    where method in ('computed', 'reported')

    union all

    select
        false as is_area,
        boundary, tree_day, org_code, {{ cell() }}, is_due::integer as due_count,
        own_value as value, own_lower as lower, own_upper as upper
    from {{ ref('int_estimate_own_figures') }}
    where own_is_reported
),

terms as (
    select
        said.is_area,
        said.boundary,
        said.tree_day,
        said.org_code,
        parts.ratio,
        said.period,
        periods.period_year,
        {% for dimension in dimensions() -%}
        case when parts.{{ dimension }} = 'total' then said.{{ dimension }} else 'total' end as {{ dimension }},
        {% endfor -%}
        parts.side,
        parts.part,
        parts.part_count,
        parts.is_leading,
        said.due_count,
        said.value,
        said.lower,
        said.upper
    from said
    inner join {{ ref('stg_periods') }} as periods on said.period = periods.period
    inner join parts
        on said.indicator = parts.indicator
        and periods.period_type = parts.period_type
        and not parts.is_population
        and (said.is_area or not parts.is_per_head)
        {%- for dimension in dimensions() %}
        and parts.{{ dimension }} in ('total', said.{{ dimension }})
        {%- endfor %}
),

numerators as (
    select distinct boundary, tree_day, org_code, ratio, period, period_year
    from terms
    where is_area
),

populated as (
    select * from terms

    union all

    -- population serves in its latest edition, and only for the undivided figure
    select
        true as is_area,
        numerators.boundary,
        numerators.tree_day,
        numerators.org_code,
        numerators.ratio,
        numerators.period,
        numerators.period_year,
        'total' as audience,
        'total' as grade,
        'total' as department,
        'total' as kind,
        'denominator' as side,
        parts.part,
        parts.part_count,
        false as is_leading,
        null::bigint as due_count,
        population.value,
        population.value as lower,
        population.value as upper
    from numerators
    inner join parts
        on numerators.ratio = parts.ratio
        and parts.is_population
    inner join {{ ref('stg_periods') }} as periods
        on numerators.period = periods.period and parts.period_type = periods.period_type
    inner join {{ ref('int_population') }} as population
        on numerators.org_code = population.org_code
        and parts.indicator = population.indicator
        and numerators.period_year = population.period_year
),

permitted as (
    -- the ratio's own crossings, not those of its parts
    select populated.*
    from populated
    inner join {{ ref('indicator_crossings') }} as crossings
        on populated.ratio = crossings.indicator and crossings.crossing = {{ crossing('populated') }}
),

gathered as (
    select
        is_area,
        boundary,
        tree_day,
        org_code,
        ratio as indicator,
        period,
        audience,
        grade,
        department,
        kind,
        sum(value) filter (where side = 'numerator') as numerator,
        sum(lower) filter (where side = 'numerator') as numerator_lower,
        sum(upper) filter (where side = 'numerator') as numerator_upper,
        bool_or(side = 'numerator' and value is not null and lower is null) as numerator_is_open_below,
        bool_or(side = 'numerator' and value is not null and upper is null) as numerator_is_open_above,
        sum(value) filter (where side = 'denominator') as denominator,
        sum(lower) filter (where side = 'denominator') as denominator_lower,
        sum(upper) filter (where side = 'denominator') as denominator_upper,
        bool_or(side = 'denominator' and value is not null and lower is null) as denominator_is_open_below,
        bool_or(side = 'denominator' and value is not null and upper is null) as denominator_is_open_above,
        max(due_count) filter (where is_leading) as due_count
    from permitted
    group by is_area, boundary, tree_day, org_code, ratio, period, audience, grade, department, kind, part_count
    having count(*) = part_count
)

select gathered.*
from gathered
left join gathered as areas
    on not gathered.is_area
    and areas.is_area
    and gathered.boundary = areas.boundary
    and gathered.org_code = areas.org_code
    and {{ same_cell('gathered', 'areas') }}
where areas.org_code is null and (gathered.numerator is not null or gathered.denominator is not null)
