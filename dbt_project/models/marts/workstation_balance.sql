-- Opening + new - closed = closing, on intervals, for every unit, year and cell, on the latest boundary.
{%- set amounts = [
    'reported_opening', 'last_closing', 'opening', 'increase', 'decrease', 'closing', 'expected_closing',
    'implied_opening'
] %}
select
    balance.org_code::varchar(12) as org_code,
    balance.stock::varchar(64) as stock,
    balance.year::integer as year,
    balance.audience::varchar(32) as audience,
    balance.grade::varchar(32) as grade,
    balance.department::varchar(32) as department,
    balance.kind::varchar(32) as kind,
    balance.opening_source::varchar(12) as opening_source,
    {% for amount in amounts -%}
    balance.{{ amount }}::numeric(38, 12) as {{ amount }},
    balance.{{ amount }}_lower::numeric(38, 12) as {{ amount }}_lower,
    balance.{{ amount }}_upper::numeric(38, 12) as {{ amount }}_upper,
    {% endfor -%}
    balance.missing_terms::varchar(200) as missing_terms,
    balance.gap_lower::numeric(38, 12) as gap_lower,
    balance.gap_upper::numeric(38, 12) as gap_upper,
    balance.verdict::varchar(11) as verdict,
    balance.opening_gap_lower::numeric(38, 12) as opening_gap_lower,
    balance.opening_gap_upper::numeric(38, 12) as opening_gap_upper,
    balance.opening_verdict::varchar(11) as opening_verdict
from {{ ref('int_stock_balance') }} as balance
inner join {{ ref('stg_indicators') }} as indicators on balance.stock = indicators.indicator
where indicators.subject = 'workstation'
