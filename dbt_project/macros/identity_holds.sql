{#-
    A data test: two expressions are equal on every row that the filter keeps. It fails as well
    when the filter keeps nothing while the table has rows, for a test must not pass on nothing.
    identity_holds(left='total', right='own + children + residual', filter='total is not null')

    Of what grows with every night only the rows that the night computed again: touched_rows() says which.
-#}
{% test identity_holds(model, left, right, filter='true', touched=none) %}
{%- set rows = touched_rows(model, touched) if touched else model %}
with

examined as (
    select
        {{ left }} as left_side,
        {{ right }} as right_side
    from {{ rows }} as examined_rows
    where {{ filter }}
)

select 'differs' as fault, left_side, right_side
from examined
where left_side is distinct from right_side

union all

select 'nothing was examined', null, null
where
    not exists (select 1 from examined)
    and exists (select 1 from {{ rows }} as examined_rows)
{% endtest %}
