{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}, {'columns': ['parent_code']}],
) }}
{%- set deepest = var('deepest_level', 6) | int - 1 %}
-- Units with children, deepest first: own figure and children's totals. In a night that touches only
-- some, the other children stand as they were built.
with

figures as (
    select known.*, tree.depth
    from (
        {{ node_figures(is_leaf=false) }}
    ) as known
    inner join {{ ref('stg_periods') }} as periods on known.period = periods.period
    inner join {{ ref('int_tree') }} as tree
        on known.org_code = tree.org_code
        and tree.tree_day = case known.boundary when 'latest' then date '9999-12-31' else periods.last_day end
),

leaf_sums as (
    select sums.*, tree.depth
    from {{ ref('int_rollup_leaf_sums') }} as sums
    inner join {{ ref('stg_periods') }} as periods on sums.period = periods.period
    inner join {{ ref('int_tree') }} as tree
        on sums.org_code = tree.org_code
        and tree.tree_day = case sums.boundary when 'latest' then date '9999-12-31' else periods.last_day end
    where true {{ only_dirty('sums') }}
),

{%- if is_incremental() %}

untouched as (
    select untouched.*
    from {{ this }} as untouched
    where true {{ only_dirty_units('untouched', column='parent_code') }}
),
{%- endif %}

{%- for depth in range(deepest, -1, -1) %}

{%- if depth < deepest or is_incremental() %}

given_{{ depth }} as (
    select
        {{ sum_columns() }}
    from leaf_sums
    where depth = {{ depth }}
    {%- if depth < deepest %}
    union all
    select
        {{ sum_columns() }}
    from ({{ children_sums('level_' ~ (depth + 1)) }}) as touched
    {%- endif %}
    {%- if is_incremental() %}
    union all
    select
        {{ sum_columns() }}
    from (
        {{ children_sums('(select * from untouched where depth = ' ~ (depth + 1) ~ ') as untouched') }}
    ) as untouched
    where true {{ only_dirty('untouched') }}
    {%- endif %}
),
{%- endif %}

children_{{ depth }} as (
    {%- if depth == deepest and not is_incremental() %}
    select * from leaf_sums where depth = {{ depth }}
    {%- else %}
    {{ add_children_sums('given_' ~ depth) }}
    {%- endif %}
),

level_{{ depth }} as (
    {{ rollup_nodes('figures', 'children_' ~ depth, depth) }}
)
{%- if not loop.last %},{% endif %}
{%- endfor %}
{% for depth in range(deepest, -1, -1) %}
select * from level_{{ depth }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
