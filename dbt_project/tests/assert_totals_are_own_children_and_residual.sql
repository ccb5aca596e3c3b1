-- total = own + children + residual on every row, absent parts counted as zero: a part that the roll-up
-- drops or doubles would show as a residual that is not there. Ratios have no parts.
select totals.org_code, {{ cell('totals') }}, totals.boundary, totals.total, totals.own, totals.children, totals.residual
from {{ touched_rows(ref('totals'), 'indicator') }} as totals
inner join {{ ref('dim_indicator') }} as indicators
    on totals.indicator = indicators.indicator and indicators.behaviour <> 'ratio'
where
    totals.total <> coalesce(totals.own, 0) + coalesce(totals.children, 0) + totals.residual
    or (totals.total is null) <> (totals.residual is null)
