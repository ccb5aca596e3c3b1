{{ config(materialized='view', post_hook=[]) }}
-- All units of the roll-up, with and without children: both have the columns that rollup_nodes() names.
select *, true as is_leaf from {{ ref('int_rollup_leaves') }} -- noqa: AM04
union all
select *, false as is_leaf from {{ ref('int_rollup_inner') }}
