-- Additive indicators rolled up the tree, deepest units first: one row per boundary, unit and cell.
{%- set deepest = var('deepest_level', 6) | int %}
with

{%- for depth in range(deepest, -1, -1) %}

level_{{ depth }} as (
    {{ rollup_level(depth, 'level_' ~ (depth + 1) if depth < deepest else none) }}
)
{%- if not loop.last %},{% endif %}
{%- endfor %}
{% for depth in range(deepest, -1, -1) %}
select * from level_{{ depth }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
