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
),

candidates as (
    -- held then, the unit whose identity it is, held ever: in two joins, for one on either does not hash
    select mentioned.code, mentioned.last_day, versions.*
    from mentioned
    inner join {{ ref('stg_org_unit_versions') }} as versions on mentioned.code = versions.code_then

    union all

    select mentioned.code, mentioned.last_day, versions.*
    from mentioned
    inner join {{ ref('stg_org_unit_versions') }} as versions on mentioned.code = versions.org_code
)

select distinct on (code, last_day)
    code,
    last_day,
    org_code
from candidates
order by
    code,
    last_day,
    (code = code_then and last_day >= valid_from and last_day < valid_to) desc,
    (code = org_code) desc,
    valid_from desc
