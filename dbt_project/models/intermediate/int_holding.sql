{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty() }}', indexes=[{'columns': ['org_code']}],
) }}
{%- set key = 'org_code, cell_id, last_day, series, scope, basis' %}
-- Which assertion holds for a cell, scope and basis: an edit where edits are asked, a form before a
-- narrative, the unit's own office before another's, then the latest that says something. An erasure
-- silences its rank; two different figures in one submission silence each other.
-- Cumulative figures are one series by the day they reach, under whatever period they were filed.
-- One row for all that was spoken of; without a state where nothing holds.
with

judged as {{ 'materialized' if is_incremental() else 'not materialized' }} (
    -- an edit is no word on what was reported, but the cell was spoken of
    select judged.* from {{ ref('int_judged') }} as judged
    where coalesce(judged.set_aside, 'edit') = 'edit' {{ only_dirty('judged') }}
),

submissions as (
    -- looked up, for a join would read all there ever were
    select * from {{ ref('stg_submissions') }}
    {% if is_incremental() -%}
    where submission_id = any(array(select distinct judged.submission_id from judged))
    {%- endif %}
),

words as (
    select
        judged.observation_id,
        judged.org_code,
        judged.cell_id,
        judged.period,
        judged.period_year,
        judged.last_day,
        judged.scope,
        judged.basis,
        judged.state,
        judged.value,
        judged.lower,
        judged.upper,
        judged.set_aside is null and judged.state in ('value', 'zero', 'not_applicable', 'erased') as can_say,
        1 + submissions.is_narrative::integer * 2 + (not judged.is_own_office)::integer as rank,
        -submissions.speaks_no as recency
    from judged
    inner join submissions on judged.submission_id = submissions.submission_id

    union all

    select
        judged.observation_id,
        judged.org_code,
        -judged.cell_id,
        judged.period,
        judged.period_year,
        judged.last_day,
        judged.scope,
        judged.basis,
        judged.state,
        judged.value,
        judged.lower,
        judged.upper,
        judged.state in ('value', 'zero', 'not_applicable', 'erased'),
        case
            when judged.set_aside = 'edit' then 0
            else 1 + submissions.is_narrative::integer * 2 + (not judged.is_own_office)::integer
        end,
        -submissions.speaks_no
    from {{ ref('int_adjusted_scopes') }} as scopes
    inner join {{ ref('int_cells') }} as cells on scopes.indicator = cells.indicator and not cells.is_adjusted
    inner join judged on cells.cell_id = judged.cell_id and scopes.period_year = judged.period_year
    inner join submissions on judged.submission_id = submissions.submission_id
),

compared as (
    select
        words.*,
        case words.basis when 'ytd' then '' else words.period end as series,
        -- two different figures in one submission silence each other
        words.can_say and contradicted.observation_id is null as is_saying
    from words
    left join {{ ref('int_two_figures') }} as contradicted on words.observation_id = contradicted.observation_id
),

counted as (
    select
        *,
        count(*) filter (where is_saying) over (
            partition by {{ key }}, rank
            order by recency, period, observation_id
            rows unbounded preceding
        ) as words_so_far
    from compared
)

select distinct on ({{ key }})
    org_code,
    cell_id,
    period,
    period_year,
    last_day,
    scope,
    basis,
    case when holds then case state when 'zero' then 'value' else state end end as state,
    case when holds then value end as value,
    case when holds then lower end as lower,
    case when holds then upper end as upper,
    case when holds then observation_id end as observation_id
from (
    select
        *,
        is_saying and words_so_far = 1 and state <> 'erased' as holds
    from counted
) as judged
order by {{ key }}, holds desc, rank, recency, period, observation_id
