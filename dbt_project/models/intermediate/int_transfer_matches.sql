-- The two sides of a transfer brought together: first those that name the same purpose, then, of what is
-- left between a payer and a payee in a period, those of equal amount in the order of their purposes.
-- What is left after that stands alone. Nothing is matched twice.
with

sides as (
    select * from {{ ref('int_transfer_sides') }}
),

payers as (
    select * from sides where side = 'payer'
),

payees as (
    select * from sides where side = 'payee'
),

by_purpose as (
    select payers.payer_code, payers.payee_code, payers.period, payers.purpose_key
    from payers
    inner join payees
        on payers.payer_code = payees.payer_code
        and payers.payee_code = payees.payee_code
        and payers.period = payees.period
        and payers.purpose_key = payees.purpose_key
),

left_over as (
    select
        sides.payer_code,
        sides.payee_code,
        sides.period,
        sides.side,
        sides.purpose_key,
        sides.amount_yuan,
        row_number() over (
            partition by sides.payer_code, sides.payee_code, sides.period, sides.side, sides.amount_yuan
            order by convert_to(sides.purpose_key, 'UTF8')
        ) as place
    from sides
    left join by_purpose
        on sides.payer_code = by_purpose.payer_code
        and sides.payee_code = by_purpose.payee_code
        and sides.period = by_purpose.period
        and sides.purpose_key = by_purpose.purpose_key
    where by_purpose.payer_code is null
),

by_amount as (
    -- a zero equals every other zero and says nothing of which it is
    select
        paid.payer_code,
        paid.payee_code,
        paid.period,
        paid.purpose_key as payer_key,
        received.purpose_key as payee_key
    from left_over as paid
    inner join left_over as received
        on paid.payer_code = received.payer_code
        and paid.payee_code = received.payee_code
        and paid.period = received.period
        and paid.amount_yuan = received.amount_yuan
        and paid.place = received.place
        and paid.side = 'payer'
        and received.side = 'payee'
        and paid.amount_yuan > 0
),

pairs as (
    select payer_code, payee_code, period, purpose_key as payer_key, purpose_key as payee_key, 'purpose' as matched_by
    from by_purpose

    union all

    select payer_code, payee_code, period, payer_key, payee_key, 'amount' as matched_by
    from by_amount

    union all

    select
        left_over.payer_code,
        left_over.payee_code,
        left_over.period,
        case left_over.side when 'payer' then left_over.purpose_key end as payer_key,
        case left_over.side when 'payee' then left_over.purpose_key end as payee_key,
        'none' as matched_by
    from left_over
    left join by_amount
        on left_over.payer_code = by_amount.payer_code
        and left_over.payee_code = by_amount.payee_code
        and left_over.period = by_amount.period
        and left_over.purpose_key = case left_over.side when 'payer' then by_amount.payer_key else by_amount.payee_key end
    where by_amount.payer_code is null
)

select
    pairs.payer_code,
    pairs.payee_code,
    pairs.period,
    pairs.matched_by,
    coalesce(pairs.payer_key, pairs.payee_key) as matching_key,
    coalesce(payers.period_year, payees.period_year) as period_year,
    coalesce(payers.direction, payees.direction) as direction,
    payers.purpose as payer_purpose,
    payees.purpose as payee_purpose,
    payers.amount_yuan as paid_yuan,
    payees.amount_yuan as received_yuan,
    case
        when payers.amount_yuan is not null and payees.amount_yuan is not null
            then least(payers.amount_yuan, payees.amount_yuan)
        else 0
    end as matched_yuan,
    coalesce(payers.amount_yuan, 0) - coalesce(payees.amount_yuan, 0) as unmatched_yuan,
    case
        when coalesce(payers.amount_yuan, 0) > coalesce(payees.amount_yuan, 0) then 'payer'
        when coalesce(payers.amount_yuan, 0) < coalesce(payees.amount_yuan, 0) then 'payee'
    end as unmatched_side,
    -- the higher level's record, where it has one, else the only one that there is
    case coalesce(payers.direction, payees.direction)
        when 'down' then coalesce(payers.amount_yuan, payees.amount_yuan)
        else coalesce(payees.amount_yuan, payers.amount_yuan)
    end as resolved_yuan,
    case
        when payers.amount_yuan = payees.amount_yuan then 'both'
        when payers.amount_yuan is null then 'payee'
        when payees.amount_yuan is null then 'payer'
        when payers.direction = 'down' then 'payer'
        else 'payee'
    end as resolved_by,
    payers.submission_id as payer_submission_id,
    payees.submission_id as payee_submission_id,
    payers.source_ref as payer_source_ref,
    payees.source_ref as payee_source_ref,
    coalesce(payers.line_count, 0) as payer_line_count,
    coalesce(payees.line_count, 0) as payee_line_count
from pairs
left join payers
    on pairs.payer_code = payers.payer_code
    and pairs.payee_code = payers.payee_code
    and pairs.period = payers.period
    and pairs.payer_key = payers.purpose_key
left join payees
    on pairs.payer_code = payees.payer_code
    and pairs.payee_code = payees.payee_code
    and pairs.period = payees.period
    and pairs.payee_key = payees.purpose_key
