-- What a unit's silence costs the totals: its share in the province's figure of a year before, of the
-- required cell in which that share is greatest. Own figures on the latest tree, as in completeness by
-- value; nothing where figures may be negative or one of them is, for a share outside 0 to 1 could
-- come out.
with

last_year as (
    select
        cells.form,
        cells.level,
        cells.period,
        cells.indicator,
        figures.org_code,
        figures.own_value,
        sum(figures.own_value) over (partition by cells.form, cells.level, {{ cell('cells') }}) as of_all,
        min(figures.own_value) over (partition by cells.form, cells.level, {{ cell('cells') }}) as least
    from {{ ref('int_form_cells') }} as cells
    inner join {{ ref('stg_periods') }} as periods on cells.period = periods.period
    inner join {{ ref('int_rollup') }} as figures
        on cells.indicator = figures.indicator
        and {{ same_breakdown('cells', 'figures') }}
        and periods.year_before = figures.period
        and figures.boundary = 'latest'
    inner join {{ ref('stg_indicators') }} as indicators on cells.indicator = indicators.indicator
    where figures.own_value is not null and not indicators.may_be_negative
)

select distinct on (last_year.org_code, last_year.form, last_year.period)
    last_year.org_code,
    last_year.form,
    last_year.period,
    last_year.indicator,
    round(last_year.own_value / last_year.of_all, 6) as share
from last_year
inner join {{ ref('stg_org_units') }} as units
    on last_year.org_code = units.org_code and last_year.level = units.level
where last_year.of_all > 0 and last_year.least >= 0
order by
    last_year.org_code asc, last_year.form asc, last_year.period asc,
    last_year.own_value / last_year.of_all desc, last_year.indicator asc
