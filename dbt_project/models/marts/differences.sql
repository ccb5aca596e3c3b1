-- Where an office's reported total and what we computed from below both exist: the difference (差额).
select
    org_code::varchar(12) as org_code,
    indicator::varchar(64) as indicator,
    period::varchar(7) as period,
    audience::varchar(32) as audience,
    grade::varchar(32) as grade,
    department::varchar(32) as department,
    kind::varchar(32) as kind,
    boundary::varchar(6) as boundary,
    inclusive_value::numeric(38, 12) as reported_inclusive,
    computed_value::numeric(38, 12) as computed,
    difference::numeric(38, 12) as amount,
    (inclusive_lower - computed_upper)::numeric(38, 12) as lower,
    (inclusive_upper - computed_lower)::numeric(38, 12) as upper,
    (
        coalesce(inclusive_lower - computed_upper > 0, false)
        or coalesce(inclusive_upper - computed_lower < 0, false)
    )::boolean as is_open
from {{ ref('int_rollup') }}
where difference is not null
