-- In which years a cell may be spoken of: the members of its breakdown come and go.
with

years as (
    select distinct extract(year from last_day)::integer as period_year
    from {{ ref('int_days') }}
),

member_years as (
    select members.indicator, members.dimension, members.member, years.period_year
    from {{ ref('indicator_members') }} as members
    inner join years
        on years.period_year >= coalesce(members.valid_from, 0) and years.period_year < coalesce(members.valid_to, 9999)
)

select
    cells.cell_id,
    cells.indicator,
    {% for dimension in dimensions() -%}
    cells.{{ dimension }},
    {% endfor -%}
    years.period_year
from {{ ref('int_cells') }} as cells
cross join years
where
    true
    {% for dimension in dimensions() -%}
    and (
        cells.{{ dimension }} = 'total'
        or (cells.indicator, cells.{{ dimension }}, years.period_year) in (
            select member_years.indicator, member_years.member, member_years.period_year
            from member_years
            where member_years.dimension = '{{ dimension }}'
        )
    )
    {% endfor -%}
    and not cells.is_adjusted
