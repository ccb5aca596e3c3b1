{{ config(materialized='view', post_hook=[]) }}
-- All units of the roll-up, with and without children.
select *, true as is_leaf from {{ ref('int_rollup_leaves') }}
union all
select *, false as is_leaf from {{ ref('int_rollup_inner') }}
