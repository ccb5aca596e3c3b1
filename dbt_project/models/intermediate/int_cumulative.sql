{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
-- Flows out of year-to-date figures: the figure at a period's end less the one at its start.
-- Only what was not asserted for the period itself; int_built_beside has what stands beside that.
{{ cumulative_differences() }}
