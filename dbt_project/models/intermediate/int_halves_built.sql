{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Halves out of quarters.
{{ longer_periods('int_quarters_built', 'half_year') }}
