-- The same figures brought to the latest tree: own figures follow the succession with its weights,
-- inclusive and unknown ones only where everything at and below the unit is what it was, and what does
-- not add up only where the unit itself is.
{%- set carried = [
    'inclusive_state', 'inclusive_value', 'inclusive_lower', 'inclusive_upper',
    'unknown_state', 'unknown_value', 'unknown_lower', 'unknown_upper',
] %}
with

heirs_due as (
    -- how many of those whose figures an heir takes owed one
    select
        succession.from_day as last_day,
        succession.to_code,
        due.profile,
        count(*) as due_count
    from {{ ref('int_succession') }} as succession
    inner join {{ ref('int_due') }} as due
        on succession.from_day = due.last_day
        and succession.from_code = due.org_code
        and due.boundary = 'period'
    where succession.to_day = date '9999-12-31'
    group by succession.from_day, succession.to_code, due.profile
),

with_heirs as (
    select
        figures.*,
        succession.to_code,
        profiles.profile,
        due.org_code is not null as was_due,
        whole.org_code is not null as is_whole,
        case
            when indicators.behaviour in ('flow', 'stock', 'reference') then succession.weight
            when changed.org_code is null then 1
        end as weight
    from {{ ref('int_period_figures') }} as figures
    inner join {{ ref('int_succession') }} as succession
        on figures.last_day = succession.from_day
        and succession.to_day = date '9999-12-31'
        and figures.org_code = succession.from_code
    inner join {{ ref('stg_indicators') }} as indicators on figures.indicator = indicators.indicator
    {%- for name, relation in [('changed', 'int_changed'), ('whole', 'int_whole')] %}
    left join {{ ref(relation) }} as {{ name }}
        on figures.org_code = {{ name }}.org_code
        and figures.last_day = {{ name }}.from_day
        and {{ name }}.to_day = date '9999-12-31'
    {%- endfor %}
    left join {{ ref('int_due_profiles') }} as profiles
        on figures.indicator = profiles.indicator and figures.period_type = profiles.period_type
    left join {{ ref('int_due') }} as due
        on figures.last_day = due.last_day
        and figures.org_code = due.org_code
        and profiles.profile = due.profile
        and due.boundary = 'period'
),

own_parts as (
    select
        *,
        own_state is not null and weight is not null as is_own_part
    from with_heirs
),

summed as (
    select
        to_code as org_code,
        {{ cell() }},
        period_type,
        last_day,
        profile,
        case
            when not bool_or(is_own_part) then null
            when bool_and(own_state = 'not_applicable') filter (where is_own_part) then 'not_applicable'
            else 'value'
        end as own_state,
        sum(own_value * weight) as own_value,
        {% for part in ['lower', 'upper'] -%}
        case
            when not bool_or(is_own_part and own_state = 'value' and own_{{ part }} is null) then sum(own_{{ part }} * weight)
        end as own_{{ part }},
        {% endfor -%}
        bool_and(own_is_merged) as own_is_merged,
        bool_or(is_spoken_of) as is_spoken_of,
        bool_or(is_own_part) as has_own,
        {% for column in carried -%}
        max({{ column }}) filter (where is_whole and to_code = org_code) as {{ column }},
        {% endfor -%}
        count(*) filter (where was_due and is_own_part) as due_and_in
    from own_parts
    group by to_code, {{ cell() }}, period_type, last_day, profile
)

select
    summed.*,
    summed.has_own and summed.due_and_in = coalesce(heirs_due.due_count, 0) as own_is_reported
from summed
left join heirs_due
    on summed.last_day = heirs_due.last_day
    and summed.org_code = heirs_due.to_code
    and summed.profile = heirs_due.profile
where summed.is_spoken_of or summed.has_own or summed.inclusive_state is not null or summed.unknown_state is not null
