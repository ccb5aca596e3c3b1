-- Which unit a code on a transfer sheet, or its sender's code, meant on the period's last day: the unit
-- that held it then, else the unit whose identity it is, else the last that ever held it.
with

mentioned as (
    select distinct codes.code, periods.last_day
    from {{ ref('stg_transfers') }} as transfers
    inner join {{ ref('stg_periods') }} as periods on transfers.period = periods.period
    inner join {{ ref('stg_submissions') }} as submissions
        on transfers.submission_id = submissions.submission_id
    cross join unnest(array[transfers.payer_code, transfers.payee_code, submissions.sender_code]) as codes (code)
    where codes.code is not null
)

select distinct on (mentioned.code, mentioned.last_day)
    mentioned.code,
    mentioned.last_day,
    versions.org_code
from mentioned
inner join {{ ref('stg_org_unit_versions') }} as versions
    on mentioned.code in (versions.code_then, versions.org_code)
order by
    mentioned.code,
    mentioned.last_day,
    (
        mentioned.code = versions.code_then
        and mentioned.last_day >= versions.valid_from
        and mentioned.last_day < versions.valid_to
    ) desc,
    (mentioned.code = versions.org_code) desc,
    versions.valid_from desc
