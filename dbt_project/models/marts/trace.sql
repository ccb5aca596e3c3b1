{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_dirty_rows() }}',
) }}
{%- set figure = ['boundary', 'org_code', 'cell_id', 'period', 'period_year', 'scope', 'basis'] %}
-- Of every figure of a unit, and of every rebuilt ratio, what it is made of, one step down, until an
-- assertion and the file, cell or sentence that makes it; where edits speak once more, with them. How
-- published totals are made up of figures of units follows from totals, adjusted_totals and org_tree:
-- marts.contributions_of() gives both, marts.trace_of() all steps together.
with

built as (
    {%- for steps in [trace_cumulative, trace_parts, trace_periods, trace_apportioned] %}
    {{ steps() }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

fine as (
    -- more decimals than are published: parts and weights are rounded, and so is the figure
    select distinct {{ figure | join(', ') }}
    from built
    where
        greatest(min_scale(weight), min_scale(value), min_scale(lower), min_scale(upper)) > 12
        or greatest(min_scale(amount), min_scale(amount_lower), min_scale(amount_upper)) > 12
),

rounded as (
    select
        built.{{ figure | join(', built.') }},
        1000000 as line,
        'rounding' as step,
        built.value,
        built.lower,
        built.upper,
        'value' as state,
        1::numeric as weight,
        {%- for part, end in [('value', ''), ('lower', '_lower'), ('upper', '_upper')] %}
        case
            when bool_and({{ line_amount('built', end) }} is not null or built.state <> 'value')
                then round(built.{{ part }}, 12) - sum({{ line_amount('built', end) }})
        end as amount{{ end }},
        {%- endfor %}
        null::text as part_boundary,
        null::text as part_org_code,
        null::integer as part_cell_id,
        null::text as part_period,
        null::text as part_scope,
        null::text as part_basis,
        null::bigint as observation_id,
        null::text as source_ref
    from built
    inner join fine
        on built.boundary = fine.boundary
        {%- for column in figure[1:] %}
        and built.{{ column }} = fine.{{ column }}
        {%- endfor %}
    group by built.{{ figure | join(', built.') }}, built.value, built.lower, built.upper
),

lines as (
    {%- for steps in [trace_assertions, trace_merged, trace_ratios] %}
    {{ steps() }}
    union all
    {%- endfor %}
    select * from built
    union all
    select * from rounded
    where amount <> 0 or amount_lower <> 0 or amount_upper <> 0
)

select
    lines.org_code::varchar(12) as org_code,
    cells.indicator::varchar(64) as indicator,
    lines.period::varchar(7) as period,
    cells.audience::varchar(32) as audience,
    cells.grade::varchar(32) as grade,
    cells.department::varchar(32) as department,
    cells.kind::varchar(32) as kind,
    lines.boundary::varchar(6) as boundary,
    lines.scope::varchar(9) as scope,
    lines.basis::varchar(6) as basis,
    cells.is_adjusted::boolean as is_adjusted,
    lines.line::integer as line,
    lines.step::varchar(12) as step,
    lines.value::numeric(38, 12) as value,
    lines.lower::numeric(38, 12) as lower,
    lines.upper::numeric(38, 12) as upper,
    lines.state::varchar(16) as state,
    lines.weight::numeric(38, 12) as weight,
    {% for end in ['', '_lower', '_upper'] -%}
    {{ line_amount('lines', end) }}::numeric(50, 24) as amount{{ end }},
    {% endfor -%}
    lines.part_org_code::varchar(12) as part_org_code,
    part_cells.indicator::varchar(64) as part_indicator,
    lines.part_period::varchar(7) as part_period,
    part_cells.audience::varchar(32) as part_audience,
    part_cells.grade::varchar(32) as part_grade,
    part_cells.department::varchar(32) as part_department,
    part_cells.kind::varchar(32) as part_kind,
    lines.part_boundary::varchar(6) as part_boundary,
    lines.part_scope::varchar(9) as part_scope,
    lines.part_basis::varchar(6) as part_basis,
    lines.observation_id::bigint as observation_id,
    observations.submission_id::varchar(64) as submission_id,
    submissions.content_sha256::varchar(64) as content_sha256,
    submissions.source_uri::varchar(1000) as source_uri,
    coalesce(observations.source_ref, lines.source_ref)::varchar(200) as source_ref,
    observations.quote::varchar(2000) as quote
from lines
inner join {{ ref('int_cells') }} as cells on lines.cell_id = cells.cell_id
left join {{ ref('int_cells') }} as part_cells on lines.part_cell_id = part_cells.cell_id
left join {{ source('raw', 'observations') }} as observations on lines.observation_id = observations.observation_id
left join {{ ref('stg_submissions') }} as submissions on observations.submission_id = submissions.submission_id
