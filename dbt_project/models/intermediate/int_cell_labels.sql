-- What every cell that was spoken of is called in Chinese: the indicator and its breakdown.
with

cells as (
    select distinct indicator, {{ dimensions() | join(', ') }}
    from {{ ref('int_observations_checked') }}
)

select
    cells.*,
    indicators.unit,
    indicators.name_zh || coalesce(
        '（' || nullif(concat_ws(
            '，'
            {%- for dimension in dimensions() %},
            {{ dimension }}s.label_zh
            {%- endfor %}
        ), '') || '）', ''
    ) as label_zh
from cells
inner join {{ ref('stg_indicators') }} as indicators on cells.indicator = indicators.indicator
{%- for dimension in dimensions() %}
left join {{ ref('breakdown_members') }} as {{ dimension }}s
    on {{ dimension }}s.dimension = '{{ dimension }}'
    and {{ dimension }}s.classification = {{ 'indicators.kind_classification' if dimension == 'kind' else "'" ~ dimension ~ "'" }}
    and cells.{{ dimension }} = {{ dimension }}s.member
{%- endfor %}
