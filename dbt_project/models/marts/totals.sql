{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty_rows() }}',
) }}
-- Every published figure: one row per unit, cell and boundary, with what it was made of.
with

adjusted as (
    {{ published_rows(is_adjusted=true) }}
),

reported as (
    {{ published_rows(is_adjusted=false) }}
),

with_adjusted as (
    -- some rows are there after edits only: nothing was reported, or too little to build it
    select
        {% for column in ['boundary', 'org_code', 'period', 'period_year'] -%}
        coalesce(reported.{{ column }}, adjusted.{{ column }}) as {{ column }},
        {% endfor -%}
        coalesce(reported.cell_id, -adjusted.cell_id) as cell_id,
        {% for column in ['total', 'lower', 'upper', 'own', 'children', 'residual', 'reported_inclusive', 'difference'] -%}
        reported.{{ column }},
        {% endfor -%}
        reported.method,
        reported.completeness,
        reported.value_completeness,
        reported.hedged_share,
        adjusted.total as after_edits
    from reported
    full outer join adjusted
        on reported.boundary = adjusted.boundary
        and reported.org_code = adjusted.org_code
        and reported.cell_id = -adjusted.cell_id
        and reported.period = adjusted.period
)

select
    figures.org_code::varchar(12) as org_code,
    cells.indicator::varchar(64) as indicator,
    figures.period::varchar(7) as period,
    cells.audience::varchar(32) as audience,
    cells.grade::varchar(32) as grade,
    cells.department::varchar(32) as department,
    cells.kind::varchar(32) as kind,
    figures.boundary::varchar(6) as boundary,
    figures.total::numeric(38, 12) as total,
    figures.lower::numeric(38, 12) as lower,
    figures.upper::numeric(38, 12) as upper,
    figures.own::numeric(38, 12) as own,
    figures.children::numeric(38, 12) as children,
    figures.residual::numeric(38, 12) as residual,
    figures.reported_inclusive::numeric(38, 12) as reported_inclusive,
    figures.difference::numeric(38, 12) as difference,
    case when scopes.indicator is null then figures.total else figures.after_edits end::numeric(38, 12) as adjusted_total,
    figures.method::varchar(8) as method,
    figures.completeness::numeric(7, 6) as completeness,
    figures.value_completeness::numeric(7, 6) as value_completeness,
    figures.hedged_share::numeric(9, 6) as hedged_share
from with_adjusted as figures
inner join {{ ref('int_cells') }} as cells on figures.cell_id = cells.cell_id
-- where no edit speaks, the total is what it would be with them
left join {{ ref('int_adjusted_scopes') }} as scopes
    on cells.indicator = scopes.indicator and figures.period_year = scopes.period_year
where true {{ only_dirty('figures') }}
