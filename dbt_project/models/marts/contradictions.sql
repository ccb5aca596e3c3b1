-- A form and a written report of one cell that cannot both be true: their intervals do not touch.
with

figures as (
    select *
    from {{ ref('int_observations_checked') }}
    where set_aside is null and state in ('value', 'zero')
),

latest as (
    select distinct on (org_code, {{ cell() }}, scope, basis, is_narrative) *
    from figures
    order by
        org_code, {{ cell() }}, scope, basis, is_narrative,
        (sender_code is distinct from org_code), speaks_at desc, correction_depth desc, submission_id desc
)

select
    forms.org_code::varchar(12) as org_code,
    forms.indicator::varchar(64) as indicator,
    forms.period::varchar(7) as period,
    forms.audience::varchar(32) as audience,
    forms.grade::varchar(32) as grade,
    forms.department::varchar(32) as department,
    forms.kind::varchar(32) as kind,
    forms.scope::varchar(9) as scope,
    forms.basis::varchar(6) as basis,
    forms.value::numeric(38, 12) as form_value,
    forms.lower::numeric(38, 12) as form_lower,
    forms.upper::numeric(38, 12) as form_upper,
    narratives.value::numeric(38, 12) as report_value,
    narratives.lower::numeric(38, 12) as report_lower,
    narratives.upper::numeric(38, 12) as report_upper,
    forms.observation_id::bigint as form_observation_id,
    narratives.observation_id::bigint as report_observation_id
from latest as forms
inner join latest as narratives
    on forms.org_code = narratives.org_code
    and {{ same_cell('forms', 'narratives') }}
    and forms.scope = narratives.scope
    and forms.basis = narratives.basis
where
    not forms.is_narrative
    and narratives.is_narrative
    and (forms.lower > narratives.upper or forms.upper < narratives.lower)
