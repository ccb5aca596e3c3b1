-- Totals of everything but ratios, as ratios are rebuilt from them.
select
    boundary,
    org_code,
    {{ cell() }},
    period_type,
    method,
    total,
    lower,
    upper,
    case when due_count > 0 and not is_reference then {{ round6('reported_count', 'due_count') }} end as completeness
from {{ ref('int_rollup') }}

union all

select
    boundary,
    org_code,
    {{ cell() }},
    period_type,
    method,
    total,
    lower,
    upper,
    case when is_due then is_known::integer::numeric end as completeness
from {{ ref('int_not_additive') }}
