-- Money from one level to another, matched from both sides; what does not match is a line of its own.
with

lines as (
    select
        transfers.*,
        row_number() over (
            partition by transfers.payer_code, transfers.payee_code, transfers.purpose, transfers.period, transfers.side
            order by
                submissions.speaks_at desc,
                submissions.correction_depth desc,
                submissions.submission_id desc,
                transfers.transfer_line_id desc
        ) as recency
    from {{ ref('stg_transfers') }} as transfers
    inner join {{ ref('stg_submissions') }} as submissions
        on transfers.submission_id = submissions.submission_id and submissions.is_accepted
    where transfers.payer_code is not null and transfers.payee_code is not null
),

payers as (
    select * from lines where side = 'payer' and recency = 1
),

payees as (
    select * from lines where side = 'payee' and recency = 1
)

select
    coalesce(payers.payer_code, payees.payer_code)::varchar(12) as payer_code,
    coalesce(payers.payee_code, payees.payee_code)::varchar(12) as payee_code,
    coalesce(payers.purpose, payees.purpose)::varchar(200) as purpose,
    coalesce(payers.period, payees.period)::varchar(7) as period,
    payers.amount_yuan::numeric(20, 2) as paid_yuan,
    payees.amount_yuan::numeric(20, 2) as received_yuan,
    (coalesce(payers.amount_yuan, 0) - coalesce(payees.amount_yuan, 0))::numeric(20, 2) as unmatched_yuan,
    payers.submission_id::varchar(64) as payer_submission_id,
    payees.submission_id::varchar(64) as payee_submission_id
from payers
full outer join payees
    on payers.payer_code = payees.payer_code
    and payers.payee_code = payees.payee_code
    and payers.purpose = payees.purpose
    and payers.period = payees.period
