{#-
    Own and inclusive figures known within units after so many steps of building, as a relation:
    figures_after('int_parts') has what was asserted, differenced out of cumulative figures, and built
    of parts. Every step adds only what was not there.
-#}
{% macro figures_after(step, units=none) -%}
    {%- set steps = ['int_cumulative', 'int_parts', 'int_quarters_built', 'int_halves_built', 'int_years_built'] -%}
    {%- set columns = 'org_code, cell_id, period, period_year, last_day, scope, state, value, lower, upper' -%}
    (
        select {{ columns }}
        from {{ ref('int_holding') }} as held
        where basis = 'period' and scope <> 'unknown' and state is not null
        {{ only_dirty_units('held', with_sources=true) }}
        {%- for built in steps if step != 'int_holding' and steps.index(built) <= steps.index(step) %}

        union all

        select {{ columns }}
        from {{ ref(built) }} as {{ built }}
        where true {{ only_dirty_units(built, with_sources=true) }}
        {%- endfor %}
    )
{%- endmacro %}
