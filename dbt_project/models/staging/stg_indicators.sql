-- The catalogue, with what rolling up asks of an indicator as plain columns.
select
    -- ids
    indicator,
    numerator,
    denominator,
    opening_of,

    -- strings
    name_zh,
    name_en,
    subject,
    unit,
    value_type,
    behaviour,
    rollup_scope,
    kind_classification,
    period_types,

    -- numerics
    ratio_factor,
    sort_order,

    -- booleans
    may_be_negative,
    is_opening_stock,
    (behaviour in ('flow', 'stock') and rollup_scope = 'tree') or behaviour = 'reference' as is_added_up,
    behaviour in ('flow', 'stock') as is_built_within_unit
from {{ ref('indicators') }}
