-- Completeness by value: last year's own figures of the units that are in, over those of all due.
with

cells as (
    select * from {{ ref('int_rollup_cells') }} where is_added_up and not is_reference
),

last_year as (
    -- the own figures of the same cell a year before, as the latest tree shows them
    select
        cells.org_code,
        cells.indicator,
        following.period,
        cells.audience,
        cells.grade,
        cells.department,
        cells.kind,
        cells.own_value as weight
    from cells
    inner join {{ ref('stg_periods') }} as following on cells.period = following.year_before
    where cells.boundary = 'latest' and cells.own_value is not null
),

asked as (
    select distinct boundary, tree_day, last_day, profile, {{ cell() }}
    from cells
),

weighed as (
    select
        asked.boundary,
        asked.tree_day,
        {{ cell('asked') }},
        last_year.org_code,
        last_year.weight
    from asked
    inner join last_year on {{ same_cell('asked', 'last_year') }}
    inner join {{ ref('int_due') }} as due
        on asked.boundary = due.boundary
        and asked.last_day = due.last_day
        and asked.profile = due.profile
        and last_year.org_code = due.org_code
),

with_arrival as (
    select
        weighed.*,
        coalesce(cells.own_is_reported, false) as is_in
    from weighed
    left join cells
        on weighed.boundary = cells.boundary
        and weighed.org_code = cells.org_code
        and {{ same_cell('weighed', 'cells') }}
)

select
    with_arrival.boundary,
    ancestry.ancestor_code as org_code,
    {{ cell('with_arrival') }},
    sum(with_arrival.weight) filter (where with_arrival.is_in) as weight_in,
    sum(with_arrival.weight) as weight_due
from with_arrival
inner join {{ ref('int_ancestry') }} as ancestry
    on with_arrival.tree_day = ancestry.tree_day and with_arrival.org_code = ancestry.org_code
group by with_arrival.boundary, ancestry.ancestor_code, {{ cell('with_arrival') }}
