-- Academician and expert workstations, one row per unit and year: what was
-- reported beside what the register counts. A complete register leads.
{%- set figures = [
    ('stations_count', 'ws_total'),
    ('academician_stations_count', 'ws_academician'),
    ('provincial_expert_stations_count', 'ws_expert_provincial'),
    ('municipal_expert_stations_count', 'ws_expert_municipal'),
    ('innovation_stations_count', 'ws_innovation'),
    ('opening_stations_count', 'ws_opening'),
    ('new_stations_count', 'ws_new'),
    ('cancelled_stations_count', 'ws_cancelled'),
    ('introduced_talents_count', 'talent_introduced'),
] %}
{%- set register = [
    ('register_stations_count', 'ws_total', 'total', 'total'),
    ('register_academician_stations_count', 'ws_total', 'total', 'academician'),
    ('register_provincial_expert_stations_count', 'ws_total', 'province', 'expert'),
    ('register_municipal_expert_stations_count', 'ws_total', 'city', 'expert'),
    ('register_innovation_stations_count', 'ws_total', 'total', 'innovation'),
    ('register_opening_stations_count', 'ws_opening', 'total', 'total'),
    ('register_new_stations_count', 'ws_new', 'total', 'total'),
    ('register_closed_stations_count', 'closed', 'total', 'total'),
] %}
with

reported as (
    {{ wide_figures(figures) }}
),

counts as (
    select * from {{ ref('int_station_counts') }}
),

registered as (
    select
        org_code,
        year::text as period,
        {%- for column, measure, grade, kind in register %}
        {%- set is_it -%} measure = '{{ measure }}' and grade = '{{ grade }}' and kind = '{{ kind }}' {%- endset %}
        max(register_count) filter (where {{ is_it }}) as {{ column }},
        max(register_lower) filter (where {{ is_it }}) as {{ column }}_lower,
        max(register_upper) filter (where {{ is_it }}) as {{ column }}_upper,
        {%- endfor %}
        {%- set is_the_stock -%} measure = 'ws_total' and grade = 'total' and kind = 'total' {%- endset %}
        max(gap_lower) filter (where {{ is_the_stock }} and verdict is not null) as gap_lower,
        max(gap_upper) filter (where {{ is_the_stock }} and verdict is not null) as gap_upper,
        max(verdict) filter (where {{ is_the_stock }}) as verdict
    from counts
    group by org_code, year
),

rows_of_the_mart as (
    select org_code, period from reported
    union
    select org_code, period from registered
)

select
    {{ wide_keys('keys') }},
    {{ wide_columns('reported', figures) }},
    {%- for column, measure, grade, kind in register %}
    registered.{{ column }}::integer as {{ column }},
    registered.{{ column }}_lower::integer as {{ column }}_lower,
    registered.{{ column }}_upper::integer as {{ column }}_upper,
    {%- endfor %}
    coalesce(complete.is_complete, false)::boolean as register_is_complete,
    case when complete.is_complete then 'register' else 'reported' end::varchar(8) as leading_source,
    round(registered.gap_lower, 2)::numeric(38, 2) as register_gap_lower,
    round(registered.gap_upper, 2)::numeric(38, 2) as register_gap_upper,
    registered.verdict::varchar(11) as register_verdict
from rows_of_the_mart as keys
inner join {{ ref('dim_org_unit') }} as units on keys.org_code = units.org_code
left join reported on keys.org_code = reported.org_code and keys.period = reported.period
left join registered on keys.org_code = registered.org_code and keys.period = registered.period
left join {{ ref('int_register_complete') }} as complete
    on keys.org_code = complete.org_code and keys.period = complete.year::text
