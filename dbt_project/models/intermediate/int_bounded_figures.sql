-- Figures of units on both boundaries, each with the day whose tree it stands in.
{%- set figures = [
    'own_state', 'own_value', 'own_lower', 'own_upper', 'own_is_merged',
    'inclusive_state', 'inclusive_value', 'inclusive_lower', 'inclusive_upper',
    'unknown_state', 'unknown_value', 'unknown_lower', 'unknown_upper',
] %}
{%- set figure_columns = 'org_code, ' ~ cell() ~ ', period_type, last_day, ' ~ figures | join(', ') %}
select
    'period' as boundary,
    last_day as tree_day,
    {{ figure_columns }},
    own_state is not null as own_is_reported
from {{ ref('int_period_figures') }}

union all

select
    'latest' as boundary,
    date '9999-12-31' as tree_day,
    {{ figure_columns }},
    own_is_reported
from {{ ref('int_latest_figures') }}
