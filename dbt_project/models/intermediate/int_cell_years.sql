-- In which years a cell may be spoken of: the members of its breakdown come and go.
with

years as (
    select distinct extract(year from last_day)::integer as period_year
    from {{ ref('int_days') }}
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
        or exists (
            select 1 from {{ ref('indicator_members') }} as members
            where
                members.indicator = cells.indicator
                and members.dimension = '{{ dimension }}'
                and members.member = cells.{{ dimension }}
                and years.period_year >= coalesce(members.valid_from, 0)
                and years.period_year < coalesce(members.valid_to, 9999)
        )
    )
    {% endfor -%}
    and not cells.is_adjusted
