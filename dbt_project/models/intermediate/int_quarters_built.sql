{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Quarters out of months.
{{ longer_periods('int_parts', 'quarterly') }}
