-- Lines of transfer sheets as sent, each seen from one side.
select
    -- ids
    transfer_line_id,
    submission_id,
    payer_code,
    payee_code,

    -- strings
    purpose,
    nullif(period, '') as period,
    side,
    source_ref,

    -- numerics
    amount_yuan
from {{ source('raw', 'transfers') }}
