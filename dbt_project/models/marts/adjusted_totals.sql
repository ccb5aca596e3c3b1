{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty_rows() }}',
) }}
-- Every figure after edits, where edits speak: what totals.adjusted_total is made of. Elsewhere the
-- total is what it would be with them, and has no row here.
with

adjusted as (
    {{ published_rows(is_adjusted=true) }}
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
    figures.method::varchar(8) as method,
    figures.completeness::numeric(7, 6) as completeness,
    figures.hedged_share::numeric(9, 6) as hedged_share
from adjusted as figures
inner join {{ ref('int_cells') }} as cells on figures.cell_id = cells.cell_id
where true {{ only_dirty('figures') }}
