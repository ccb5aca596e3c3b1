-- The column children of every row is the sum of the totals that its children themselves publish, in the
-- tree of the row's boundary. A small night looks at the rows that it computed again, with all children.
with

children as (
    select totals.*, case totals.boundary when 'latest' then date '9999-12-31' else periods.next_day - 1 end as tree_day
    from {{ ref('totals') }} as totals
    inner join {{ ref('dim_period') }} as periods on totals.period = periods.period
    {%- if built_before() %}
    where
        totals.org_code = any(array(
            select tree.org_code
            from {{ ref('int_tree') }} as tree
            inner join {{ ref('int_dirty_units') }} as units on tree.parent_code = units.org_code
        ))
    {%- endif %}
),

summed as (
    select children.boundary, tree.parent_code, {{ cell('children') }}, sum(children.total) as children
    from children
    inner join {{ ref('int_tree') }} as tree
        on children.org_code = tree.org_code and children.tree_day = tree.tree_day
    group by children.boundary, tree.parent_code, {{ cell('children') }}
)

select checked.org_code, {{ cell('checked') }}, checked.boundary, checked.children, summed.children as sum_of_rows
from {{ touched_rows(ref('totals'), 'indicator') }} as checked
inner join {{ ref('stg_indicators') }} as indicators
    on checked.indicator = indicators.indicator and indicators.is_added_up
left join summed
    on checked.boundary = summed.boundary
    and checked.org_code = summed.parent_code
    and {{ same_cell('checked', 'summed') }}
where checked.children is distinct from summed.children
