{#-
    A data test: two expressions are equal on every row that the filter keeps. It fails as well
    when the filter keeps nothing while the table has rows, for a test must not pass on nothing.
    identity_holds(left='total', right='own + children + residual', filter='total is not null')
-#}
{% test identity_holds(model, left, right, filter='true') %}
with

examined as (
    select
        {{ left }} as left_side,
        {{ right }} as right_side
    from {{ model }}
    where {{ filter }}
)

select 'differs' as fault, left_side, right_side
from examined
where left_side is distinct from right_side

union all

select 'nothing was examined', null, null
where
    not exists (select 1 from examined)
    and exists (select 1 from {{ model }})
{% endtest %}
