-- What is known of a cell from the unit itself, the three scopes side by side.
-- One row per unit and cell of which anything was said or built, silence included.
with

built as (
    select org_code, {{ cell() }}, period_type, last_day, scope, state, value, lower, upper
    from {{ ref('int_periods_built') }}

    union all

    select org_code, {{ cell() }}, period_type, last_day, scope, state, value, lower, upper
    from {{ ref('int_assertions') }}
    where basis = 'period' and scope = 'unknown'
),

spoken_of as (
    -- masked, uncollected and self-contradicting cells were spoken of, though they say no number
    select distinct org_code, {{ cell() }}, period_type, last_day
    from {{ ref('int_observations_checked') }}
    where coalesce(set_aside, 'two_figures') = 'two_figures'
),

cells as (
    select org_code, {{ cell() }}, period_type, last_day, bool_or(is_spoken_of) as is_spoken_of
    from (
        select org_code, {{ cell() }}, period_type, last_day, true as is_spoken_of from spoken_of
        union all
        select org_code, {{ cell() }}, period_type, last_day, false as is_spoken_of from built
    ) as known
    group by org_code, {{ cell() }}, period_type, last_day
),

published as (
    select cells.*
    from cells
    inner join {{ ref('stg_indicator_period_types') }} as types
        on cells.indicator = types.indicator and cells.period_type = types.period_type
)

select
    published.*,
    own.state as own_state,
    own.value as own_value,
    own.lower as own_lower,
    own.upper as own_upper,
    inclusive.state as inclusive_state,
    inclusive.value as inclusive_value,
    inclusive.lower as inclusive_lower,
    inclusive.upper as inclusive_upper,
    unknown.state as unknown_state,
    unknown.value as unknown_value,
    unknown.lower as unknown_lower,
    unknown.upper as unknown_upper
from published
{% for scope in ['own', 'inclusive', 'unknown'] -%}
left join built as {{ scope }}
    on published.org_code = {{ scope }}.org_code
    and {{ same_cell('published', scope) }}
    and {{ scope }}.scope = '{{ scope }}'
{% endfor %}
