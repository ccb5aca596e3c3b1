-- What each part of a ratio gives at a node, numerators and denominators, at the ratio's own breakdown.
-- A part counts where its method is computed or reported; population serves in its latest edition.
with

parts as (
    select * from {{ ref('int_ratio_parts') }}
),

published as (
    select figures.*, periods.period_year
    from {{ ref('int_published_figures') }} as figures
    inner join {{ ref('stg_periods') }} as periods on figures.period = periods.period
    where figures.method in ('computed', 'reported')
),

from_submissions as (
    select
        parts.ratio,
        parts.side,
        parts.part,
        parts.part_count,
        published.boundary,
        published.org_code,
        published.period,
        published.period_year,
        published.period_type,
        {% for dimension in dimensions() -%}
        case when parts.{{ dimension }} = 'total' then published.{{ dimension }} else 'total' end as {{ dimension }},
        {% endfor -%}
        published.total,
        published.lower,
        published.upper,
        published.completeness
    from parts
    inner join published
        on parts.indicator = published.indicator
        {%- for dimension in dimensions() %}
        and parts.{{ dimension }} in ('total', published.{{ dimension }})
        {%- endfor %}
    where not (parts.is_reference and parts.side = 'denominator')
),

nodes as (
    select distinct ratio, boundary, org_code, period, period_year, period_type
    from from_submissions
    where side = 'numerator'
),

from_reference as (
    select
        parts.ratio,
        parts.side,
        parts.part,
        parts.part_count,
        nodes.boundary,
        nodes.org_code,
        nodes.period,
        nodes.period_year,
        nodes.period_type,
        'total' as audience,
        'total' as grade,
        'total' as department,
        'total' as kind,
        population.value as total,
        population.value as lower,
        population.value as upper,
        null::numeric as completeness
    from parts
    inner join nodes on parts.ratio = nodes.ratio
    inner join {{ ref('int_population') }} as population
        on nodes.org_code = population.org_code
        and parts.indicator = population.indicator
        and nodes.period_year = population.period_year
    where parts.is_reference and parts.side = 'denominator'
)

select * from from_submissions
union all
select * from from_reference
