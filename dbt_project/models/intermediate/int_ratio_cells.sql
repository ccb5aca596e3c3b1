-- Which cells a ratio's cell is rebuilt from, a row per part: a part that the catalogue names with a
-- breakdown of its own stands in that, else in the ratio's. Population serves undivided.
select
    ratio_cells.cell_id as ratio_id,
    part_cells.cell_id as part_id,
    parts.side,
    parts.indicator as part,
    parts.is_reference and parts.side = 'denominator' as is_population,
    parts.ratio_factor,
    parts.part_count
from {{ ref('int_ratio_parts') }} as parts
inner join {{ ref('int_cells') }} as ratio_cells on parts.ratio = ratio_cells.indicator
left join {{ ref('int_cells') }} as part_cells
    on parts.indicator = part_cells.indicator
    {% for dimension in dimensions() -%}
    and part_cells.{{ dimension }}
    = case parts.{{ dimension }} when 'total' then ratio_cells.{{ dimension }} else parts.{{ dimension }} end
    {% endfor -%}
    and ratio_cells.is_adjusted = part_cells.is_adjusted
where
    case
        when parts.is_reference and parts.side = 'denominator'
            then
                true
                {%- for dimension in dimensions() %}
                and ratio_cells.{{ dimension }} = 'total'
                {%- endfor %}
        -- a ratio broken down along a dimension that its part fixes cannot be rebuilt
        else
            part_cells.cell_id is not null
            {%- for dimension in dimensions() %}
            and 'total' in (parts.{{ dimension }}, ratio_cells.{{ dimension }})
            {%- endfor %}
    end
