-- Expected years up the tree: what a unit expects of its whole area, else the expected and actual own
-- years of the units at and below it, with the share that is only planned. Who has given the year itself,
-- asserted or built, is asked for no expected one.
with

mixed as (
    select * from {{ ref('int_estimate_mixed_years') }}
),

mixed_cells as (
    select distinct org_code, {{ cell() }}
    from mixed
),

actual as (
    select figures.org_code, {{ cell('figures') }}, figures.is_leaf, figures.inclusive_value, figures.own_state
    from {{ ref('int_rollup') }} as figures
    inner join mixed_cells
        on figures.org_code = mixed_cells.org_code and {{ same_cell('figures', 'mixed_cells') }}
    where figures.boundary = 'period' and not figures.is_reference
),

expected as (
    select mixed.*
    from mixed
    left join actual
        on mixed.org_code = actual.org_code and {{ same_cell('mixed', 'actual') }}
    where
        case
            -- in a unit without others below it the scopes are one
            when mixed.scope = 'own' or actual.is_leaf then actual.own_state is null
            else actual.inclusive_value is null
        end
),

cells as (
    select distinct indicator, period, {{ dimensions() | join(', ') }}
    from expected
),

own as (
    select org_code, {{ cell() }}, value, lower, upper, planned_value, actual_until, has_negative
    from expected
    where scope = 'own'

    union all

    -- beside them, those who have filed their whole year
    select
        figures.org_code,
        {{ cell('figures') }},
        {% for end in ['own_value', 'own_lower', 'own_upper'] -%}
        case figures.own_state when 'value' then figures.{{ end }} else 0 end,
        {% endfor -%}
        0,
        null,
        coalesce(figures.own_value < 0, false)
    from {{ ref('int_estimate_own_figures') }} as figures
    inner join cells on {{ same_cell('figures', 'cells') }}
    where figures.boundary = 'period' and figures.own_is_reported
),

years as (
    select period, last_day from {{ ref('stg_periods') }} where period_type = 'annual'
),

summed as (
    select
        ancestry.ancestor_code as org_code,
        {{ cell('own') }},
        sum(own.value) as value,
        case when count(own.lower) = count(*) then sum(own.lower) end as lower,
        case when count(own.upper) = count(*) then sum(own.upper) end as upper,
        sum(own.planned_value) as planned_value,
        min(own.actual_until) as actual_until,
        bool_or(own.has_negative) as has_negative,
        count(*) as piece_count
    from own
    inner join years on own.period = years.period
    inner join {{ ref('int_ancestry') }} as ancestry
        on years.last_day = ancestry.tree_day and own.org_code = ancestry.org_code
    group by ancestry.ancestor_code, {{ cell('own') }}
    having count(own.actual_until) > 0
),

chosen as (
    select
        expected.org_code, {{ cell('expected') }}, expected.value, expected.lower, expected.upper,
        expected.planned_value, expected.actual_until, expected.has_negative, 1 as piece_count, true as is_inclusive
    from expected
    where expected.scope = 'inclusive'

    union all

    select
        summed.org_code, {{ cell('summed') }}, summed.value, summed.lower, summed.upper,
        summed.planned_value, summed.actual_until, summed.has_negative, summed.piece_count, false as is_inclusive
    from summed
    left join expected as of_area
        on summed.org_code = of_area.org_code
        and {{ same_cell('summed', 'of_area') }}
        and of_area.scope = 'inclusive'
    where of_area.org_code is null
),

covered as (
    select
        chosen.org_code,
        {{ cell('chosen') }},
        count(distinct due.org_code) as due_count,
        count(distinct due.org_code) filter (where own.org_code is not null) as due_in
    from chosen
    inner join years on chosen.period = years.period
    inner join {{ ref('stg_indicators') }} as indicators on chosen.indicator = indicators.indicator
    inner join {{ ref('int_due_profiles') }} as profiles
        on chosen.indicator = profiles.indicator and profiles.period_type = 'annual'
    inner join {{ ref('int_ancestry') }} as ancestry
        on years.last_day = ancestry.tree_day and chosen.org_code = ancestry.ancestor_code
    inner join {{ ref('stg_org_units') }} as due
        on ancestry.org_code = due.org_code
        and due.is_official
        and due.reporting_unit
        and due.level::text = any(profiles.levels)
    left join own
        on due.org_code = own.org_code and {{ same_cell('chosen', 'own') }}
    group by chosen.org_code, {{ cell('chosen') }}
)

select
    chosen.org_code,
    {{ cell('chosen') }},
    chosen.value as estimate,
    chosen.lower,
    chosen.upper,
    case
        when chosen.is_inclusive then 1
        when covered.due_count > 0 then {{ round6('covered.due_in', 'covered.due_count') }}
    end as coverage,
    chosen.piece_count,
    chosen.actual_until,
    case
        when chosen.value > 0 and not chosen.has_negative
            then least(1, {{ round6('chosen.planned_value', 'chosen.value') }})
    end as plan_share
from chosen
left join covered on chosen.org_code = covered.org_code and {{ same_cell('chosen', 'covered') }}
