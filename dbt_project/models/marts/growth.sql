-- The change on the previous year, on the latest tree: total against total, and beside it the part of
-- the units that reported in both years (可比口径). Where too little is covered there is no figure but a
-- reason. It speaks of what was reported: edits neither change a figure here nor bring a row about.
with

parameters as (
    select
        indicators.indicator,
        indicators.unit,
        indicators.behaviour = 'ratio' as is_ratio,
        indicators.may_be_negative,
        coalesce(own.min_coverage, everyone.min_coverage) as min_coverage
    from {{ ref('stg_indicators') }} as indicators
    left join {{ ref('growth_parameters') }} as own on indicators.indicator = own.indicator
    left join {{ ref('growth_parameters') }} as everyone on everyone.indicator = '*'
    where (indicators.is_added_up and indicators.is_built_within_unit) or indicators.behaviour = 'ratio'
),

edits_alone as (
    -- rows of totals that only edits brought about: nothing was reported at the unit or below it
    select totals.org_code, {{ cell('totals') }}
    from {{ ref('totals') }} as totals
    inner join {{ ref('stg_periods') }} as periods on totals.period = periods.period
    inner join {{ ref('int_adjusted_scopes') }} as scopes
        on totals.indicator = scopes.indicator and periods.period_year = scopes.period_year
    inner join {{ ref('int_cells') }} as cells
        on totals.indicator = cells.indicator and {{ same_breakdown('totals', 'cells') }} and not cells.is_adjusted
    where
        totals.boundary = 'latest'
        and totals.method is null
        and totals.completeness is null
        and not exists (
            select 1 from {{ ref('int_rollup_nodes') }} as nodes
            where
                nodes.is_row
                and nodes.boundary = 'latest'
                and nodes.org_code = totals.org_code
                and nodes.period = totals.period
                and nodes.cell_id = cells.cell_id
        )
        -- a ratio that was rebuilt has rows above it
        and not exists (
            select 1
            from {{ ref('int_ratios') }} as ratios
            inner join {{ ref('int_ancestry') }} as ancestry
                on ratios.org_code = ancestry.org_code and ancestry.tree_day = date '9999-12-31'
            where
                ratios.boundary = 'latest'
                and ancestry.ancestor_code = totals.org_code
                and ratios.period = totals.period
                and ratios.cell_id = cells.cell_id
        )
),

published as (
    select totals.*, parameters.unit, parameters.is_ratio, parameters.may_be_negative, parameters.min_coverage
    from {{ ref('totals') }} as totals
    inner join parameters on totals.indicator = parameters.indicator
    left join edits_alone
        on totals.org_code = edits_alone.org_code and {{ same_cell('totals', 'edits_alone') }}
    where totals.boundary = 'latest' and edits_alone.org_code is null
),

two_years as (
    select
        now.org_code,
        {{ cell('now') }},
        now.boundary,
        now.unit,
        now.is_ratio,
        now.may_be_negative,
        now.min_coverage,
        before.period as base_period,
        {% for alias, name in [('now', ''), ('before', 'base_')] -%}
        {{ alias }}.total as {{ name }}total,
        {{ alias }}.lower as {{ name }}lower,
        {{ alias }}.upper as {{ name }}upper,
        {{ alias }}.method as {{ name }}method,
        {{ alias }}.completeness as {{ name }}completeness,
        -- a total that is not all there is only compared if nearly all of it is
        {{ alias }}.method in ('partial', 'assumed')
        and coalesce({{ alias }}.completeness, 0) < now.min_coverage as {{ name }}is_too_incomplete,
        {% endfor -%}
        comparable.unit_count,
        comparable.value as comparable_total,
        comparable.lower as comparable_lower,
        comparable.upper as comparable_upper,
        comparable.base_value as comparable_base,
        comparable.base_lower as comparable_base_lower,
        comparable.base_upper as comparable_base_upper,
        -- none over negative figures; of a total above zero the hedged share is empty only with one in it
        case
            when
                not now.may_be_negative
                and before.total > 0
                and before.hedged_share is not null
                and not comparable.base_has_negative
                then least(1, {{ round6('comparable.base_value', 'before.total') }})
        end as coverage
    from published as now
    inner join {{ ref('stg_periods') }} as periods on now.period = periods.period
    inner join published as before
        on now.org_code = before.org_code
        and now.indicator = before.indicator
        and periods.year_before = before.period
        and {{ same_breakdown('now', 'before') }}
    left join {{ ref('int_growth_comparable') }} as comparable
        on now.org_code = comparable.org_code and {{ same_cell('now', 'comparable') }}
    where now.total is not null or before.total is not null
),

reasoned as (
    select
        *,
        case
            when total is null then 'no_figure_this_year'
            when base_total is null then 'no_figure_last_year'
            when is_too_incomplete then 'incomplete_this_year'
            when base_is_too_incomplete then 'incomplete_last_year'
            when is_ratio then 'change_in_points'
            when not coalesce(base_lower > 0, false) then 'base_may_be_zero'
        end as reason,
        case
            when is_ratio then 'change_in_points'
            when base_total is null then 'no_figure_last_year'
            when base_is_too_incomplete then 'incomplete_last_year'
            when unit_count is null then 'no_unit_in_both_years'
            when coverage is null then 'coverage_unknown'
            when coverage < min_coverage then 'coverage_too_low'
            when not coalesce(comparable_base_lower > 0, false) then 'base_may_be_zero'
        end as comparable_reason
    from two_years
),

decided as (
    select
        *,
        coalesce(reason in ('change_in_points', 'base_may_be_zero'), true) as has_amount,
        reason is null as has_rate,
        coalesce(comparable_reason = 'base_may_be_zero', true) as has_comparable_amount,
        comparable_reason is null as has_comparable_rate
    from reasoned
),

changed as (
    select
        *,
        {{ growth_rate('total', 'lower', 'upper', 'base_total', 'base_lower', 'base_upper', 'rate_pct') }},
        {{ growth_rate(
            'comparable_total', 'comparable_lower', 'comparable_upper',
            'comparable_base', 'comparable_base_lower', 'comparable_base_upper', 'comparable_rate_pct'
        ) }}
    from decided
)

select
    org_code::varchar(12) as org_code,
    indicator::varchar(64) as indicator,
    period::varchar(7) as period,
    audience::varchar(32) as audience,
    grade::varchar(32) as grade,
    department::varchar(32) as department,
    kind::varchar(32) as kind,
    boundary::varchar(6) as boundary,
    base_period::varchar(7) as base_period,
    case when is_ratio and unit = '%' then '百分点' else unit end::varchar(20) as amount_unit_zh,
    total::numeric(38, 12) as total,
    base_total::numeric(38, 12) as base_total,
    method::varchar(8) as method,
    base_method::varchar(8) as base_method,
    completeness::numeric(7, 6) as completeness,
    base_completeness::numeric(7, 6) as base_completeness,
    case when has_amount then total - base_total end::numeric(38, 12) as amount,
    case when has_amount then lower - base_upper end::numeric(38, 12) as amount_lower,
    case when has_amount then upper - base_lower end::numeric(38, 12) as amount_upper,
    case when has_rate then rate_pct end::numeric(38, 6) as rate_pct,
    case when has_rate then rate_pct_lower end::numeric(38, 6) as rate_pct_lower,
    case when has_rate then rate_pct_upper end::numeric(38, 6) as rate_pct_upper,
    reason::varchar(21) as reason,
    {{ growth_reason_zh('reason') }}::varchar(40) as reason_zh,
    unit_count::integer as comparable_unit_count,
    coverage::numeric(7, 6) as coverage,
    min_coverage::numeric(7, 6) as min_coverage,
    case when has_comparable_amount then comparable_total end::numeric(38, 12) as comparable_total,
    case when has_comparable_amount then comparable_base end::numeric(38, 12) as comparable_base_total,
    case when has_comparable_amount then comparable_total - comparable_base end::numeric(38, 12) as comparable_amount,
    case when has_comparable_amount then comparable_lower - comparable_base_upper end::numeric(38, 12)
        as comparable_amount_lower,
    case when has_comparable_amount then comparable_upper - comparable_base_lower end::numeric(38, 12)
        as comparable_amount_upper,
    case when has_comparable_rate then comparable_rate_pct end::numeric(38, 6) as comparable_rate_pct,
    case when has_comparable_rate then comparable_rate_pct_lower end::numeric(38, 6) as comparable_rate_pct_lower,
    case when has_comparable_rate then comparable_rate_pct_upper end::numeric(38, 6) as comparable_rate_pct_upper,
    comparable_reason::varchar(21) as comparable_reason,
    {{ growth_reason_zh('comparable_reason') }}::varchar(40) as comparable_reason_zh
from changed
