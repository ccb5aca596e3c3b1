-- depends_on: {{ ref('int_changed_submissions') }}
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_changed() }}',
) }}
-- Assertions that contradict another of the same submission on the same cell: neither is believed.
with

words as (
    select
        observation_id,
        submission_id,
        org_code,
        cell_id,
        last_day,
        case basis when 'ytd' then '' else period end as series,
        scope,
        basis,
        hash_record_extended(row(state, value, lower, upper), 0) as statement
    from {{ ref('int_judged') }}
    where
        coalesce(set_aside, 'edit') = 'edit'
        and state in ('value', 'zero', 'not_applicable', 'erased')
        {%- if is_incremental() %}
        and {{ only_changed('submission_id') }}
        {%- endif %}
),

contradicted as (
    select submission_id, org_code, cell_id, last_day, series, scope, basis
    from words
    group by submission_id, org_code, cell_id, last_day, series, scope, basis
    having count(*) > 1 and min(statement) <> max(statement)
)

select words.observation_id, words.submission_id
from contradicted
inner join words
    on contradicted.submission_id = words.submission_id
    and contradicted.org_code = words.org_code
    and contradicted.cell_id = words.cell_id
    and contradicted.last_day = words.last_day
    and contradicted.series = words.series
    and contradicted.scope = words.scope
    and contradicted.basis = words.basis
