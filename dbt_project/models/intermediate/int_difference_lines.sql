-- Reported inclusive against computed, wherever both exist: the difference with its interval, whether
-- the two can be equal, and the assertion behind the reported figure, where it was asserted. Verdict and
-- gap know no rounding, as totals know none: a gap that the rounding of printed figures explains is marked
-- and is no more than a hint.
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
        own_value,
        reported_count,
        difference as amount,
        inclusive_lower - computed_upper as lower,
        inclusive_upper - computed_lower as upper
    from {{ ref('int_rollup') }}
    where difference is not null
),

money as (
    select indicator from {{ ref('stg_indicators') }} where value_type = 'money'
),

added as (
    -- how many figures of children were added up, of amounts only
    select
        children.boundary,
        children.parent_code as org_code,
        {{ cell('children') }},
        count(*) as child_count
    from {{ ref('int_rollup') }} as children
    inner join money on children.indicator = money.indicator
    where children.total is not null and children.parent_code is not null
    group by children.boundary, children.parent_code, {{ cell('children') }}
),

judged as (
    select
        compared.*,
        -- the reported figure, and every figure in the computed one
        {{ rounding_tolerance('indicators.value_type') }} * (
            1 + greatest(
                compared.reported_count,
                coalesce(added.child_count, 0) + (compared.own_value is not null)::integer,
                1
            )
        ) as tolerance,
        {{ compare_intervals("'='", 'reported_lower', 'reported_upper', 'computed_lower', 'computed_upper') }} as verdict
    from compared
    inner join {{ ref('stg_indicators') }} as indicators on compared.indicator = indicators.indicator
    left join added
        on compared.boundary = added.boundary
        and compared.org_code = added.org_code
        and {{ same_cell('compared', 'added') }}
),

explained as (
    select
        *,
        verdict = 'fails' and coalesce(lower <= tolerance, true) and coalesce(upper >= -tolerance, true) as is_rounding
    from judged
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
    explained.boundary,
    explained.org_code,
    {{ cell('explained') }},
    explained.reported_value,
    explained.reported_lower,
    explained.reported_upper,
    explained.computed_value,
    explained.computed_lower,
    explained.computed_upper,
    explained.amount,
    explained.lower,
    explained.upper,
    explained.tolerance,
    explained.verdict,
    explained.is_rounding,
    asserted.submission_id,
    asserted.observation_id,
    case
        when explained.is_rounding then '提示性'
        -- a whole that is less than its parts is impossible; one that is more may be explained
        when explained.verdict = 'fails' and explained.upper < 0 then '强制性'
        when explained.verdict = 'fails' then '核实性'
        when explained.verdict = 'cannot_tell' and explained.amount <> 0 then '提示性'
    end as severity
from explained
left join asserted
    on explained.org_code = asserted.org_code and {{ same_cell('explained', 'asserted') }}
