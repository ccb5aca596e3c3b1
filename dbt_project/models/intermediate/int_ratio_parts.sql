-- Which cells a ratio's cell is rebuilt from, a row per part: a part that the catalogue names with a
-- breakdown of its own stands in that, else in the ratio's. Population serves undivided.
with

named as (
    select ratios.indicator as ratio, ratios.ratio_factor, side.name as side, trim(part.code) as code
    from {{ ref('stg_indicators') }} as ratios
    cross join lateral (values ('numerator', ratios.numerator), ('denominator', ratios.denominator)) as side (name, codes)
    cross join lateral string_to_table(side.codes, '+') as part (code)
    where ratios.behaviour = 'ratio'
),

placed as (
    select
        named.*,
        indicators.indicator as part,
        {% for dimension in dimensions() -%}
        coalesce(codes.{{ dimension }}, 'total') as {{ dimension }},
        {% endfor -%}
        indicators.behaviour = 'reference' and named.side = 'denominator' as is_population,
        count(*) over (partition by named.ratio) as part_count
    from named
    left join {{ ref('indicator_codes') }} as codes on named.code = codes.code
    inner join {{ ref('stg_indicators') }} as indicators
        on coalesce(codes.indicator, named.code) = indicators.indicator
)

select
    ratio_cells.cell_id as ratio_id,
    part_cells.cell_id as part_id,
    placed.side,
    placed.part,
    placed.is_population,
    placed.ratio_factor,
    placed.part_count
from placed
inner join {{ ref('int_cells') }} as ratio_cells on placed.ratio = ratio_cells.indicator
left join {{ ref('int_cells') }} as part_cells
    on placed.part = part_cells.indicator
    and ratio_cells.is_adjusted = part_cells.is_adjusted
    and not placed.is_population
    {%- for dimension in dimensions() %}
    and part_cells.{{ dimension }} = case placed.{{ dimension }} when 'total' then ratio_cells.{{ dimension }} else placed.{{ dimension }} end
    {%- endfor %}
where
    -- a ratio broken down along a dimension that its part fixes cannot be rebuilt
    (
        placed.is_population
        {%- for dimension in dimensions() %}
        {{ 'and (' if loop.first else 'and' }} ratio_cells.{{ dimension }} = 'total'
        {%- endfor %})
    )
    or (
        not placed.is_population
        {%- for dimension in dimensions() %}
        and (placed.{{ dimension }} = 'total' or ratio_cells.{{ dimension }} = 'total')
        {%- endfor %}
        and part_cells.cell_id is not null
    )
