-- The column children of every row is the sum of the totals that its children themselves publish, in the
-- tree of the row's boundary.
with

totals as (
    select totals.*, periods.next_day - 1 as last_day
    from {{ ref('totals') }} as totals
    inner join {{ ref('dim_period') }} as periods on totals.period = periods.period
),

placed as (
    select totals.*, tree.parent_code
    from totals
    inner join {{ ref('int_tree') }} as tree
        on totals.org_code = tree.org_code
        and tree.tree_day = case totals.boundary when 'latest' then date '9999-12-31' else totals.last_day end
),

summed as (
    select boundary, parent_code, {{ cell() }}, sum(total) as children
    from placed
    group by boundary, parent_code, {{ cell() }}
)

select totals.org_code, {{ cell('totals') }}, totals.boundary, totals.children, summed.children as sum_of_rows
from totals
inner join {{ ref('stg_indicators') }} as indicators
    on totals.indicator = indicators.indicator and indicators.is_added_up
left join summed
    on totals.boundary = summed.boundary
    and totals.org_code = summed.parent_code
    and {{ same_cell('totals', 'summed') }}
where totals.children is distinct from summed.children
