-- The required cells of a form that a level owes for a period.
with

printed as (
    -- a cell that is printed twice in a year is asked for as its first item says
    select distinct on (awaited.form, awaited.period, items.indicator, {{ dimensions() | join(', ') }})
        awaited.form,
        items.indicator,
        awaited.period,
        {{ dimensions() | join(', ') }},
        awaited.period_type,
        awaited.last_day,
        items.required
    from {{ ref('form_items') }} as items
    inner join {{ ref('int_form_periods') }} as awaited
        on items.form = awaited.form
        and awaited.period_year >= coalesce(items.valid_from_year, 0)
        and awaited.period_year < coalesce(items.valid_to_year, 9999)
    order by
        awaited.form, awaited.period, items.indicator, {{ dimensions() | join(', ') }},
        items.item_no, items.required desc
)

select
    printed.form,
    owed.level,
    {{ cell('printed') }},
    printed.last_day
from printed
inner join {{ ref('indicator_due') }} as owed
    on printed.indicator = owed.indicator and printed.period_type = owed.period_type
where printed.required
