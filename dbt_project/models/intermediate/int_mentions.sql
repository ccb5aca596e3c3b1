{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
-- Which codes were spoken of, or spoke, in which periods and years of which indicators: small beside the
-- observations, and only ever added to. Names too many do no harm.
with

new_words as (
    select
        observations.org_code as code,
        submissions.sender_code,
        observations.period,
        observations.indicator,
        observations.basis = 'ytd' as is_cumulative
    from {{ source('raw', 'observations') }} as observations
    inner join {{ ref('int_changed_submissions') }} as submissions
        on observations.submission_id = submissions.submission_id
    {%- if is_incremental() %}
    where {{ only_changed('observations.submission_id') }}
    {%- endif %}
),

codes as (
    select distinct code, sender_code, period, is_cumulative from new_words
),

mentions as (
    select code, period, is_cumulative, null::text as indicator from codes
    union
    select sender_code, period, is_cumulative, null from codes where sender_code is not null
    union
    select null, period, false, indicator from (select distinct period, indicator from new_words) as spoken
)

select code, period, is_cumulative, indicator from mentions
{%- if is_incremental() %}
except
select code, period, is_cumulative, indicator from {{ this }}
{%- endif %}
