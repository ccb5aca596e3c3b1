-- depends_on: {{ ref('int_changed_submissions') }}
-- depends_on: {{ ref('int_due') }}
-- depends_on: {{ ref('int_changed') }}
-- depends_on: {{ ref('int_adjusted_scopes') }}
-- depends_on: {{ ref('int_due_profiles') }}
-- depends_on: {{ ref('int_tree') }}
{%- set built = {} %}
{%- for name in ['built_due', 'built_succession', 'built_changed', 'built_adjusted_scopes', 'built_spoken_years'] %}
{%- do built.update({name: as_built(name)}) %}
{%- endfor %}
-- What has to be computed again: units, cells and years of which something changed since the last build,
-- and all units above them. Changed are: what submissions say, who owes, who stands for whom (an event
-- that came late, a revised weight), and where edits speak. Empty in a whole build, which asks nobody.
with recursive

years as (
    -- years of which anything is known, by indicator; last year's figures weigh this year's completeness
    select indicator, period_year from {{ ref('int_spoken_years') }}
),

said as (
    select distinct
        identities.org_code,
        observations.indicator,
        periods.period_year
    from {{ source('raw', 'observations') }} as observations
    inner join {{ ref('stg_periods') }} as periods on observations.period = periods.period
    inner join {{ ref('int_identities') }} as identities
        on observations.org_code = identities.code and periods.last_day = identities.last_day
    where {{ only_changed('observations.submission_id') if built['built_due'] else 'false' }}
),

{%- if built['built_due'] %}

days_before as (
    -- on a day that nobody spoke of before there is nothing but what is said now
    select distinct from_day, to_day from {{ built['built_succession'] }}
),

{%- set known_pairs = '(from_day, to_day) in (select days_before.from_day, days_before.to_day from days_before)' %}

owing as (
    select due.org_code, due.profile_id, extract(year from due.last_day)::integer as period_year
    from {{ new_or_gone(
        ref('int_due'), built['built_due'], columns='boundary, last_day, profile_id, org_code',
        new_where='last_day in (select days_before.from_day from days_before)'
    ) }} as due
),

moved as (
    select distinct
        unit.org_code,
        extract(year from succession.from_day)::integer as period_year
    from {{ new_or_gone(ref('int_succession'), built['built_succession'], new_where=known_pairs) }} as succession
    cross join lateral (values (succession.from_code), (succession.to_code)) as unit (org_code)

    union

    -- units that did not stand on the day, but keep what was above them from coming along whole
    select distinct changed.org_code, extract(year from changed.from_day)::integer
    from {{ new_or_gone(ref('int_changed'), built['built_changed'], new_where=known_pairs) }} as changed
),

newly_asked as (
    -- of an indicator and year first spoken of, or in which edits begin or cease to speak: all units
    (
        select * from {{ ref('int_spoken_years') }}
        except
        select * from {{ built['built_spoken_years'] }}
    )
    union
    select * from {{ new_or_gone(ref('int_adjusted_scopes'), built['built_adjusted_scopes']) }} as edited
),
{%- endif %}

units as (
    select distinct org_code from {{ ref('int_tree') }}
),

changed as (
    select org_code, indicator, period_year from said
    {%- if built['built_due'] %}

    union

    select owing.org_code, profiles.indicator, owing.period_year
    from owing
    inner join {{ ref('int_due_profiles') }} as profiles on owing.profile_id = profiles.profile_id

    union

    select moved.org_code, years.indicator, moved.period_year
    from moved
    inner join years on moved.period_year = years.period_year

    union

    select units.org_code, newly_asked.indicator, newly_asked.period_year
    from newly_asked
    cross join units
    {%- endif %}
),

with_heirs as (
    select org_code, indicator, period_year from changed

    union

    select succession.to_code, changed.indicator, changed.period_year
    from changed
    inner join {{ ref('int_succession') }} as succession
        on changed.org_code = succession.from_code
        and extract(year from succession.from_day) = changed.period_year
),

ratios as (
    select distinct ratio_cells.indicator as ratio, part_cells.indicator as part
    from {{ ref('int_ratio_cells') }} as parts
    inner join {{ ref('int_cells') }} as ratio_cells on parts.ratio_id = ratio_cells.cell_id
    inner join {{ ref('int_cells') }} as part_cells on parts.part_id = part_cells.cell_id
),

with_ratios as (
    select org_code, indicator, period_year from with_heirs

    union

    select with_heirs.org_code, ratios.ratio, with_heirs.period_year
    from with_heirs
    inner join ratios on with_heirs.indicator = ratios.part
),

with_next_year as (
    select org_code, indicator, period_year from with_ratios

    union

    select with_ratios.org_code, with_ratios.indicator, with_ratios.period_year + 1
    from with_ratios
    inner join years
        on with_ratios.indicator = years.indicator and with_ratios.period_year + 1 = years.period_year
),

ancestors as (
    select distinct org_code, ancestor_code, extract(year from tree_day)::integer as tree_year
    from {{ ref('int_ancestry') }}
),

climbed as (
    select distinct
        ancestors.ancestor_code as org_code,
        with_next_year.indicator,
        with_next_year.period_year
    from with_next_year
    inner join ancestors
        on with_next_year.org_code = ancestors.org_code
        and ancestors.tree_year in (with_next_year.period_year, 9999)
)

select
    climbed.org_code,
    cells.cell_id,
    climbed.indicator,
    climbed.period_year
from climbed
inner join {{ ref('int_cells') }} as cells on climbed.indicator = cells.indicator
