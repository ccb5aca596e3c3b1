-- The balance is drawn from what marts.totals publishes on the latest boundary, and leaves no closing
-- figure out that stands beside a flow.
select
    coalesce(balance.org_code, totals.org_code) as org_code,
    coalesce(balance.year::text, totals.period) as period,
    balance.closing,
    totals.total
from {{ ref('workstation_balance') }} as balance
left join {{ ref('totals') }} as totals
    on balance.org_code = totals.org_code
    and balance.stock = totals.indicator
    and balance.year::text = totals.period
    and {{ same_breakdown('balance', 'totals') }}
    and totals.boundary = 'latest'
where
    (balance.closing, balance.closing_lower, balance.closing_upper)
    is distinct from (totals.total, totals.lower, totals.upper)
