-- Which unit a code meant on a day: the unit that held it then, else the unit whose identity it is,
-- else the last that ever held it.
with

mentioned as (
    select distinct mentions.code, periods.last_day
    from {{ ref('int_mentions') }} as mentions
    inner join {{ ref('stg_periods') }} as periods on mentions.period = periods.period
    where mentions.code is not null

    union

    select distinct submissions.sender_code, periods.last_day
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_periods') }} as periods on submissions.period = periods.period
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
