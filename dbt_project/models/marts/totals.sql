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
    select
        reported.*,
        case when scopes.indicator is null then reported.total else adjusted.total end as adjusted_total
    from reported
    inner join {{ ref('int_cells') }} as cells on reported.cell_id = cells.cell_id
    left join {{ ref('int_adjusted_scopes') }} as scopes
        on cells.indicator = scopes.indicator and reported.period_year = scopes.period_year
    left join adjusted
        on reported.boundary = adjusted.boundary
        and reported.org_code = adjusted.org_code
        and reported.cell_id = -adjusted.cell_id
        and reported.period = adjusted.period

    union all

    -- what only edits can tell: nothing was reported, or too little to build it
    select
        adjusted.boundary,
        adjusted.org_code,
        -adjusted.cell_id,
        adjusted.period,
        adjusted.period_year,
        {% for _ in ['total', 'lower', 'upper', 'own', 'children', 'residual', 'reported_inclusive', 'difference'] -%}
        null,
        {% endfor -%}
        null,
        {% for _ in ['completeness', 'value_completeness', 'hedged_share'] -%}
        null,
        {% endfor -%}
        adjusted.total
    from adjusted
    where not exists (
        select 1 from {{ ref('int_rollup_nodes') }} as nodes
        where
            nodes.is_row
            and nodes.boundary = adjusted.boundary
            and nodes.org_code = adjusted.org_code
            and nodes.cell_id = -adjusted.cell_id
            and nodes.period = adjusted.period
    )
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
    figures.adjusted_total::numeric(38, 12) as adjusted_total,
    figures.method::varchar(8) as method,
    figures.completeness::numeric(7, 6) as completeness,
    figures.value_completeness::numeric(7, 6) as value_completeness,
    figures.hedged_share::numeric(9, 6) as hedged_share
from with_adjusted as figures
inner join {{ ref('int_cells') }} as cells on figures.cell_id = cells.cell_id
where true {{ only_dirty('figures') }}
