-- depends_on: {{ ref('int_changed_submissions') }}
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ forget_changed() }}',
    indexes=[{'columns': ['submission_id']}, {'columns': ['org_code']}, {'columns': ['observation_id'], 'unique': true}],
) }}
-- Every assertion with the reason why it is set aside, null where it may speak.
-- Rows in are rows used plus rows set aside: nothing is dropped here.
with

placed as (
    select
        observations.observation_id,
        observations.submission_id,
        units.org_code,
        coalesce(senders.org_code, submissions.sender_code) as sender_code,
        observations.indicator,
        observations.period,
        periods.period_year,
        periods.last_day,
        {% for dimension in dimensions() -%}
        observations.{{ dimension }},
        {% endfor -%}
        observations.scope,
        observations.status,
        observations.basis,
        observations.state,
        case observations.state when 'zero' then 0 else observations.value end as value,
        case observations.state when 'zero' then 0 else observations.lower end as lower,
        case observations.state when 'zero' then 0 else observations.upper end as upper,
        submissions.is_accepted,
        submissions.kind as submission_kind
    from {{ source('raw', 'observations') }} as observations
    inner join {{ ref('stg_submissions') }} as submissions on observations.submission_id = submissions.submission_id
    left join {{ ref('stg_periods') }} as periods on observations.period = periods.period
    left join {{ ref('int_identities') }} as units
        on observations.org_code = units.code and periods.last_day = units.last_day
    left join {{ ref('int_identities') }} as senders
        on submissions.sender_code = senders.code and periods.last_day = senders.last_day
    {% if is_incremental() -%}
    where
        {{ only_changed('observations.submission_id') }}
        and {{ only_changed('submissions.submission_id') }}
    {% endif %}
)

select
    placed.observation_id,
    placed.submission_id,
    placed.org_code,
    coalesce(placed.sender_code = placed.org_code, false) as is_own_office,
    cells.cell_id,
    placed.period,
    placed.period_year,
    placed.last_day,
    placed.scope,
    placed.basis,
    placed.state,
    placed.value,
    placed.lower,
    placed.upper,
    case
        when not placed.is_accepted then 'submission_not_accepted'
        when placed.status <> 'actual' then 'not_actual'
        when placed.last_day is null then 'no_period'
        when placed.org_code is null then 'unit_unknown'
        when standing.org_code is null then 'unit_did_not_exist'
        -- the catalogue is only asked why it does not know a cell
        when cells.cell_id is null
            then
                case
                    when
                        not exists (
                            select 1 from {{ ref('stg_indicators') }} as indicators where indicators.indicator = placed.indicator
                        )
                        then 'indicator_unknown'
                    when
                        not exists (
                            select 1 from {{ ref('indicator_crossings') }} as crossings
                            where crossings.indicator = placed.indicator and crossings.crossing = {{ crossing('placed') }}
                        )
                        then 'crossing_not_permitted'
                    {% for dimension in dimensions() -%}
                    when
                        placed.{{ dimension }} <> 'total'
                        and not exists (
                            select 1 from {{ ref('indicator_members') }} as members
                            where
                                members.indicator = placed.indicator
                                and members.dimension = '{{ dimension }}'
                                and members.member = placed.{{ dimension }}
                                and placed.period_year >= coalesce(members.valid_from, 0)
                                and placed.period_year < coalesce(members.valid_to, 9999)
                        )
                        then '{{ dimension }}_unknown'
                    {% endfor %}
                end
        when placed.basis = 'ytd' and stocks.cell_id is not null then 'stock_as_ytd'
        when placed.submission_kind = 'edit' then 'edit'
    end as set_aside
from placed
left join {{ ref('int_cell_years') }} as cells
    on placed.indicator = cells.indicator
    and {{ same_breakdown('placed', 'cells') }}
    and placed.period_year = cells.period_year
left join {{ ref('int_cells') }} as stocks on cells.cell_id = stocks.cell_id and stocks.behaviour = 'stock'
left join {{ ref('int_tree') }} as standing
    on placed.last_day = standing.tree_day and placed.org_code = standing.org_code
