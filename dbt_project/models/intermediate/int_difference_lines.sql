-- Reported inclusive against computed, wherever both exist: the difference with its interval, whether
-- the two can be equal, and the assertion behind the reported figure, where it was asserted.
with

compared as (
    select
        boundary,
        org_code,
        {{ cell() }},
        inclusive_value as reported_value,
        inclusive_lower as reported_lower,
        inclusive_upper as reported_upper,
        computed_value,
        computed_lower,
        computed_upper,
        difference as amount,
        inclusive_lower - computed_upper as lower,
        inclusive_upper - computed_lower as upper
    from {{ ref('int_rollup') }}
    where difference is not null
),

judged as (
    select
        *,
        {{ compare_intervals("'='", 'reported_lower', 'reported_upper', 'computed_lower', 'computed_upper') }} as verdict
    from compared
),

asserted as (
    -- an area's published figure may be filed as its own; what was built from others has no one row
    select distinct on (assertions.org_code, {{ cell('assertions') }})
        assertions.org_code,
        {{ cell('assertions') }},
        assertions.submission_id,
        assertions.observation_id
    from {{ ref('int_assertions') }} as assertions
    inner join {{ ref('stg_indicators') }} as indicators
        on assertions.indicator = indicators.indicator and indicators.is_added_up
    where
        assertions.basis = 'period'
        and assertions.state = 'value'
        and (assertions.scope = 'inclusive' or (assertions.scope = 'own' and indicators.behaviour = 'reference'))
    order by assertions.org_code, {{ cell('assertions') }}, assertions.scope
)

select
    judged.*,
    asserted.submission_id,
    asserted.observation_id,
    case
        -- a whole that is less than its parts is impossible; one that is more may be explained
        when judged.verdict = 'fails' and judged.upper < 0 then '强制性'
        when judged.verdict = 'fails' then '核实性'
        when judged.verdict = 'cannot_tell' and judged.amount <> 0 then '提示性'
    end as severity
from judged
left join asserted
    on judged.org_code = asserted.org_code and {{ same_cell('judged', 'asserted') }}
