-- Academician and expert workstations, one row per unit and year: reported counts beside the register's.
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
with

reported as (
    {{ wide_figures(figures) }}
),

years as (
    select distinct period::integer as year from reported
),

registered as (
    -- a station counts for its unit and all above while it is approved and has not left
    select
        ancestry.ancestor_code as org_code,
        years.year::text as period,
        count(*) as register_stations_count
    from {{ ref('workstation_register') }} as register
    inner join years
        on extract(year from register.approved_on) <= years.year
        and (register.exited_on is null or extract(year from register.exited_on) > years.year)
    inner join {{ ref('int_ancestry') }} as ancestry
        on register.org_code = ancestry.org_code and ancestry.tree_day = make_date(years.year, 12, 31)
    group by ancestry.ancestor_code, years.year
),

rows_of_the_mart as (
    select org_code, period from reported
    union
    select org_code, period from registered
)

select
    {{ wide_keys('keys') }},
    {{ wide_columns('reported', figures) }},
    registered.register_stations_count::integer as register_stations_count
from rows_of_the_mart as keys
inner join {{ ref('dim_org_unit') }} as units on keys.org_code = units.org_code
left join reported on keys.org_code = reported.org_code and keys.period = reported.period
left join registered on keys.org_code = registered.org_code and keys.period = registered.period
