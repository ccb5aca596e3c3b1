-- Indicators and years in which edits speak: there everything is rolled up a second time, with them.
-- A ratio goes with its parts, and all parts with the ratio, so that it is rebuilt out of one kind.
with recursive

edited as (
    select distinct observations.indicator, periods.period_year
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ source('raw', 'observations') }} as observations
        on submissions.submission_id = observations.submission_id and observations.status = 'actual'
    inner join {{ ref('stg_periods') }} as periods on observations.period = periods.period
    where submissions.kind = 'edit' and submissions.is_accepted
),

related as (
    select distinct ratio_cells.indicator as ratio, part_cells.indicator as part
    from {{ ref('int_ratio_cells') }} as parts
    inner join {{ ref('int_cells') }} as ratio_cells on parts.ratio_id = ratio_cells.cell_id
    inner join {{ ref('int_cells') }} as part_cells on parts.part_id = part_cells.cell_id
),

adjusted as (
    select indicator, period_year from edited

    union

    select
        case adjusted.indicator when related.ratio then related.part else related.ratio end,
        adjusted.period_year
    from adjusted
    inner join related on adjusted.indicator in (related.ratio, related.part)
)

select indicator, period_year from adjusted
