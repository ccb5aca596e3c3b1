{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}, {'columns': ['parent_code']}],
) }}
-- What units without children published: nearly all units, and nothing to be added up in them.
{{ rollup_nodes('(' ~ node_figures(is_leaf=true) ~ ') as figures') }}
