{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Years out of halves.
{{ longer_periods('int_halves_built', 'annual') }}
