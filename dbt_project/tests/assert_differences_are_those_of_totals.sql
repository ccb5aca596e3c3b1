-- Every difference in marts.totals is a line of the ledger and the other way round: one that is in no
-- ledger is never settled. Lines of which a side is gone are no longer anybody's difference.
with

standing as (
    select * from {{ ref('differences') }} where not is_withdrawn
)

select
    coalesce(totals.org_code, ledger.org_code) as org_code,
    coalesce(totals.indicator, ledger.indicator) as indicator,
    coalesce(totals.period, ledger.period) as period,
    totals.difference,
    ledger.amount
from {{ ref('totals') }} as totals
full outer join standing as ledger
    on totals.boundary = ledger.boundary
    and totals.org_code = ledger.org_code
    and {{ same_cell('totals', 'ledger') }}
where
    totals.difference is distinct from ledger.amount
    or (ledger.amount is not null and totals.reported_inclusive is distinct from ledger.reported_inclusive)
