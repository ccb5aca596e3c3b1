-- Money from one level to another, matched from both sides; what does not match is a line of its own.
{%- set purpose -%} coalesce(payer_purpose, payee_purpose) {%- endset %}
select
    payer_code::varchar(12) as payer_code,
    payee_code::varchar(12) as payee_code,
    -- a purpose too long for a label keeps its own key; the whole text is in raw
    case
        when length({{ purpose }}) <= 200 then {{ purpose }}
        else left({{ purpose }}, 183) || '…' || left(md5({{ purpose }}), 16)
    end::varchar(200) as purpose,
    period::varchar(7) as period,
    period_year::integer as year,
    left(payee_purpose, 200)::varchar(200) as payee_purpose,
    direction::varchar(4) as direction,
    paid_yuan::numeric(38, 2) as paid_yuan,
    received_yuan::numeric(38, 2) as received_yuan,
    matched_yuan::numeric(38, 2) as matched_yuan,
    unmatched_yuan::numeric(38, 2) as unmatched_yuan,
    unmatched_side::varchar(5) as unmatched_side,
    matched_by::varchar(7) as matched_by,
    resolved_yuan::numeric(38, 2) as resolved_yuan,
    resolved_by::varchar(5) as resolved_by,
    payer_line_count::integer as payer_line_count,
    payee_line_count::integer as payee_line_count,
    payer_submission_id::varchar(64) as payer_submission_id,
    payee_submission_id::varchar(64) as payee_submission_id,
    left(payer_source_ref, 200)::varchar(200) as payer_source_ref,
    left(payee_source_ref, 200)::varchar(200) as payee_source_ref
from {{ ref('int_transfer_matches') }}
