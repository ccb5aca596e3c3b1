-- What each side tells of a transfer: its instalments added up, over all periods that the ledger's period
-- contains. Whole fen (0.01 yuan); the purpose is
-- shown as first written.
select
    payer_code,
    payee_code,
    purpose_key,
    ledger_period as period,
    period_year,
    side,
    direction,
    round(sum(amount_yuan), 2) as amount_yuan,
    count(*) as line_count,
    (array_agg(purpose order by transfer_line_id))[1] as purpose,
    (
        array_agg(submission_id order by speaks_at desc, correction_depth desc, submission_id desc, transfer_line_id)
    )[1] as submission_id,
    (
        array_agg(source_ref order by speaks_at desc, correction_depth desc, submission_id desc, transfer_line_id)
    )[1] as source_ref
from {{ ref('int_transfer_lines') }}
where use = 'ledger'
group by payer_code, payee_code, purpose_key, ledger_period, period_year, side, direction
