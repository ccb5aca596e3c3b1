-- How many of a form's required cells a unit's own figures are in for, whichever submission said them.
-- In a unit without children in the tree every scope is its own.
with

cells_in as (
    -- a cell may be in as a figure of the period, as a cumulative one, and under several scopes
    select distinct
        said.org_code,
        cells.form,
        {{ cell('cells') }}
    from {{ ref('int_form_cells') }} as cells
    inner join {{ ref('int_assertions') }} as said
        on cells.indicator = said.indicator
        and {{ same_breakdown('cells', 'said') }}
        and cells.last_day = said.last_day
        and (cells.period = said.period or said.basis = 'ytd')
    inner join {{ ref('stg_org_units') }} as units
        on said.org_code = units.org_code and cells.level = units.level
    left join {{ ref('int_tree') }} as tree
        on said.last_day = tree.tree_day and said.org_code = tree.org_code
    where said.scope = 'own' or tree.is_leaf
)

select
    org_code,
    form,
    period,
    count(*) as cells_in
from cells_in
group by org_code, form, period
