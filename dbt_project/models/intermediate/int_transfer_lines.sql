-- Every line of a transfer sheet with what became of it: it speaks in the ledger, a better or later
-- submission speaks for it (overtaken), its own side told a longer period that contains it, or it is set
-- aside with its reason. Rows in are rows out: nothing is dropped here.
-- A form speaks before a narrative, the side's own office before another's for it, then the latest
-- submission that says something about payer, payee, purpose and period. Lines of one submission that
-- share all these are instalments and add up; where one of them has no usable amount none is used.
with

keyed as (
    select
        *,
        -- full and half width, blanks and capitals make no other purpose; the text itself stays as sent
        regexp_replace(lower(normalize(purpose, nfkc)), '[\s\u200b\ufeff]', '', 'g') as purpose_key
    from {{ ref('stg_transfers') }}
),

named as (
    select
        transfers.*,
        periods.first_day,
        periods.last_day,
        periods.period_year,
        payers.org_code as payer,
        payees.org_code as payee,
        submissions.is_accepted,
        submissions.kind as submission_kind,
        submissions.is_narrative,
        submissions.speaks_at,
        submissions.correction_depth,
        coalesce(senders.org_code, submissions.sender_code) as sender
    from keyed as transfers
    inner join {{ ref('stg_submissions') }} as submissions
        on transfers.submission_id = submissions.submission_id
    left join {{ ref('stg_periods') }} as periods on transfers.period = periods.period
    left join {{ ref('int_transfer_identities') }} as payers
        on transfers.payer_code = payers.code and periods.last_day = payers.last_day
    left join {{ ref('int_transfer_identities') }} as payees
        on transfers.payee_code = payees.code and periods.last_day = payees.last_day
    left join {{ ref('int_transfer_identities') }} as senders
        on submissions.sender_code = senders.code and periods.last_day = senders.last_day
),

placed as (
    select
        named.*,
        case
            when above_payee.org_code is not null then 'down'
            when above_payer.org_code is not null then 'up'
        end as direction,
        existing_payer.org_code is not null and existing_payee.org_code is not null as both_existed
    from named
    left join {{ ref('int_transfer_ancestry') }} as existing_payer
        on named.last_day = existing_payer.tree_day
        and named.payer = existing_payer.org_code
        and named.payer = existing_payer.ancestor_code
    left join {{ ref('int_transfer_ancestry') }} as existing_payee
        on named.last_day = existing_payee.tree_day
        and named.payee = existing_payee.org_code
        and named.payee = existing_payee.ancestor_code
    left join {{ ref('int_transfer_ancestry') }} as above_payee
        on named.last_day = above_payee.tree_day
        and named.payee = above_payee.org_code
        and named.payer = above_payee.ancestor_code
    left join {{ ref('int_transfer_ancestry') }} as above_payer
        on named.last_day = above_payer.tree_day
        and named.payer = above_payer.org_code
        and named.payee = above_payer.ancestor_code
),

judged as (
    select
        *,
        case
            when not is_accepted then 'submission_not_accepted'
            when submission_kind = 'edit' then 'edit'
            when last_day is null then 'period_unknown'
            when payer is null or payee is null then 'unit_unknown'
            when payer = payee then 'same_unit'
            when not both_existed then 'unit_did_not_exist'
            when direction is null then 'not_in_one_line'
            when amount_yuan is null then 'amount_missing'
            when amount_yuan < 0 then 'amount_negative'
        end as fault
    from placed
),

weighed as (
    select
        *,
        is_narrative::integer * 2
        + (sender is distinct from case side when 'payer' then payer else payee end)::integer as rank,
        bool_or(coalesce(fault in ('amount_missing', 'amount_negative'), false)) over (
            partition by submission_id, payer, payee, purpose_key, period, side
        ) as has_unusable_instalment
    from judged
),

with_reason as (
    select
        *,
        coalesce(fault, case when has_unusable_instalment then 'beside_unusable_instalment' end) as set_aside
    from weighed
),

ordered as (
    select
        *,
        first_value(submission_id) over (
            partition by set_aside is null, payer, payee, purpose_key, period, side
            order by rank, speaks_at desc, correction_depth desc, submission_id desc
        ) as speaking_submission_id
    from with_reason
),

told as (
    select distinct payer, payee, purpose_key, period, side, first_day, last_day
    from ordered
    where set_aside is null and submission_id = speaking_submission_id
),

ledger_periods as (
    -- the payer may tell every payment and the payee the year: they meet in the longest period told
    select distinct on (told.payer, told.payee, told.purpose_key, told.period)
        told.payer,
        told.payee,
        told.purpose_key,
        told.period,
        longer.period as ledger_period
    from told
    inner join told as longer
        on told.payer = longer.payer
        and told.payee = longer.payee
        and told.purpose_key = longer.purpose_key
        and told.first_day >= longer.first_day
        and told.last_day <= longer.last_day
    order by
        told.payer, told.payee, told.purpose_key, told.period,
        longer.last_day - longer.first_day desc
),

contained as (
    -- what a side tells for the year holds before what it tells for a quarter of it
    select distinct told.payer, told.payee, told.purpose_key, told.period, told.side
    from told
    inner join told as longer
        on told.payer = longer.payer
        and told.payee = longer.payee
        and told.purpose_key = longer.purpose_key
        and told.side = longer.side
        and told.period <> longer.period
        and told.first_day >= longer.first_day
        and told.last_day <= longer.last_day
)

select
    ordered.transfer_line_id,
    ordered.submission_id,
    ordered.sender,
    ordered.payer_code as payer_code_as_sent,
    ordered.payee_code as payee_code_as_sent,
    ordered.payer as payer_code,
    ordered.payee as payee_code,
    ordered.purpose,
    ordered.purpose_key,
    ordered.period,
    ordered.period_year,
    ordered.side,
    ordered.amount_yuan,
    ordered.direction,
    ordered.source_ref,
    ordered.rank,
    ordered.speaks_at,
    ordered.correction_depth,
    ledger_periods.ledger_period,
    ordered.set_aside,
    case
        when ordered.set_aside is not null then 'set_aside'
        when ordered.submission_id <> ordered.speaking_submission_id then 'overtaken'
        when contained.payer is not null then 'contained'
        else 'ledger'
    end as use
from ordered
left join ledger_periods
    on ordered.payer = ledger_periods.payer
    and ordered.payee = ledger_periods.payee
    and ordered.purpose_key = ledger_periods.purpose_key
    and ordered.period = ledger_periods.period
    and ordered.set_aside is null
left join contained
    on ordered.payer = contained.payer
    and ordered.payee = contained.payee
    and ordered.purpose_key = contained.purpose_key
    and ordered.period = contained.period
    and ordered.side = contained.side
    and ordered.set_aside is null
