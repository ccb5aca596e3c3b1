-- Every line of a transfer sheet is in the ledger, or was overtaken, contained or set aside; and what the
-- ledger says each side told is what those lines say, to the fen.
with

lines as (
    select * from {{ ref('int_transfer_lines') }}
),

counted as (
    select
        (select count(*) from {{ source('raw', 'transfers') }}) as received,
        (select count(*) from lines) as judged,
        (select count(*) from lines where use in ('overtaken', 'contained', 'set_aside')) as not_used,
        (select count(*) from lines where use = 'ledger') as used,
        (select coalesce(sum(payer_line_count + payee_line_count), 0) from {{ ref('transfers') }}) as in_ledger,
        (
            select coalesce(sum(amount_yuan), 0)
            from (
                select round(sum(amount_yuan), 2) as amount_yuan
                from lines
                where use = 'ledger'
                group by payer_code, payee_code, purpose_key, ledger_period, side
            ) as told
        ) as told_yuan,
        (
            select coalesce(sum(coalesce(paid_yuan, 0) + coalesce(received_yuan, 0)), 0)
            from {{ ref('transfers') }}
        ) as ledger_yuan
)

select * from counted
where received <> judged or judged <> used + not_used or used <> in_ledger or told_yuan <> ledger_yuan
