-- Figures that stay where they were reported: persons, scores, surveyed rates, and what a unit owes
-- for itself alone. The inclusive (never for the latter), else the own, else the unknown figure; above
-- it nothing. Of an unknown figure of a unit with children nothing proves the ends.
with

nodes as (
    select
        *,
        case
            when inclusive_state is not null and rollup_scope <> 'own' and own_is_merged then 'computed'
            when inclusive_state is not null and rollup_scope <> 'own' then 'reported'
            when own_state is not null and own_is_reported then 'computed'
            -- some of those whose figures it took over have not reported
            when own_state = 'value' then 'partial'
            when own_state is null and unknown_state = 'value' then 'assumed'
        end as method
    from {{ ref('int_rollup_cells') }}
    where not is_added_up and behaviour <> 'ratio'
),

chosen as (
    select
        *,
        case
            when method = 'reported' then 'inclusive'
            when method = 'computed' and own_is_merged and inclusive_state is not null and rollup_scope <> 'own' then 'inclusive'
            when method in ('computed', 'partial') then 'own'
            when method = 'assumed' then 'unknown'
        end as speaks
    from nodes
)

select
    boundary,
    org_code,
    {{ cell() }},
    period_type,
    is_due,
    method,
    own_value,
    inclusive_value,
    coalesce(method <> 'partial', false) as is_known,
    case speaks when 'inclusive' then inclusive_value when 'own' then own_value when 'unknown' then unknown_value end as total,
    case
        when speaks = 'inclusive' then inclusive_lower
        when speaks = 'own' and not (method = 'partial' and may_be_negative) then own_lower
    end as lower,
    case
        when speaks = 'inclusive' then inclusive_upper
        when speaks = 'own' and method <> 'partial' then own_upper
    end as upper
from chosen
