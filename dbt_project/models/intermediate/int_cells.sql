-- Every cell that the catalogue permits, without unit and period, under a number: what is added up
-- millions of times is joined by one integer instead of five words. The same cell with a minus sign is
-- the one that edits have gone into (adjusted_total).
with

crossings as (
    select indicator, crossing, string_to_array(crossing, '+') as broken_down
    from {{ ref('indicator_crossings') }}
),

{% for dimension in dimensions() -%}
{{ dimension }}_members as (
    select crossings.indicator, crossings.crossing, members.member
    from crossings
    inner join {{ ref('indicator_members') }} as members
        on crossings.indicator = members.indicator and members.dimension = '{{ dimension }}'
    where '{{ dimension }}' = any(crossings.broken_down) and members.member <> 'total'

    union

    select indicator, crossing, 'total'
    from crossings
    where not '{{ dimension }}' = any(broken_down)
),
{% endfor %}
numbered as (
    select
        crossings.indicator,
        {% for dimension in dimensions() -%}
        {{ dimension }}_members.member as {{ dimension }},
        {% endfor -%}
        row_number() over (
            order by
                crossings.indicator,
                {% for dimension in dimensions() -%}
                {{ dimension }}_members.member,
                {% endfor -%}
                crossings.crossing
        )::integer as cell_no
    from crossings
    {% for dimension in dimensions() -%}
    inner join {{ dimension }}_members
        on crossings.indicator = {{ dimension }}_members.indicator
        and crossings.crossing = {{ dimension }}_members.crossing
    {% endfor %}
)

select
    numbered.cell_no * edition.sign as cell_id,
    numbered.indicator::text as indicator,
    {% for dimension in dimensions() -%}
    numbered.{{ dimension }}::text as {{ dimension }},
    {% endfor -%}
    edition.sign < 0 as is_adjusted,
    indicators.behaviour,
    indicators.rollup_scope,
    indicators.is_opening_stock,
    indicators.is_added_up,
    indicators.is_built_within_unit,
    indicators.behaviour = 'reference' as is_reference,
    indicators.may_be_negative
from numbered
inner join {{ ref('stg_indicators') }} as indicators on numbered.indicator = indicators.indicator
cross join (values (1), (-1)) as edition (sign)
