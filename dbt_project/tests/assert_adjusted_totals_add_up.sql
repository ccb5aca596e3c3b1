-- After edits as before them: total = own + children + residual on every row but those of ratios, absent
-- parts counted as zero, and the column children is the sum of what the children themselves publish, in
-- the tree of the row's boundary.
with

adjusted as (
    select
        adjusted.*,
        case adjusted.boundary when 'latest' then date '9999-12-31' else periods.next_day - 1 end as tree_day
    from {{ ref('adjusted_totals') }} as adjusted
    inner join {{ ref('dim_period') }} as periods on adjusted.period = periods.period
),

summed as (
    select adjusted.boundary, tree.parent_code, {{ cell('adjusted') }}, sum(adjusted.total) as children
    from adjusted
    inner join {{ ref('int_tree') }} as tree
        on adjusted.org_code = tree.org_code and adjusted.tree_day = tree.tree_day
    group by adjusted.boundary, tree.parent_code, {{ cell('adjusted') }}
)

select
    adjusted.org_code,
    {{ cell('adjusted') }},
    adjusted.boundary,
    adjusted.total,
    adjusted.own,
    adjusted.children,
    adjusted.residual,
    summed.children as sum_of_rows
from adjusted
inner join {{ ref('stg_indicators') }} as indicators
    on adjusted.indicator = indicators.indicator and indicators.behaviour <> 'ratio'
left join summed
    on adjusted.boundary = summed.boundary
    and adjusted.org_code = summed.parent_code
    and {{ same_cell('adjusted', 'summed') }}
where
    adjusted.total <> coalesce(adjusted.own, 0) + coalesce(adjusted.children, 0) + adjusted.residual
    or (adjusted.total is null) <> (adjusted.residual is null)
    or (indicators.is_added_up and adjusted.children is distinct from summed.children)
