-- The period types in which an indicator is published, a row each.
select
    indicators.indicator,
    period_type
from {{ ref('indicators') }} as indicators
cross join lateral string_to_table(indicators.period_types, '|') as period_type
