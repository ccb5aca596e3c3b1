-- Parts against the total that was asserted beside them, within a unit and along one dimension: what
-- exhaustive parts build against the total; what is listed of parts that exclude one another against
-- it; and each part by itself. Overlapping parts are only compared one by one.
with

figures as (
    select * from {{ ref('int_part_figures') }}
),

compared_indicators as (
    select indicator, may_be_negative, {{ rounding_tolerance('value_type') }} as tolerance
    from {{ ref('indicators') }}
    where behaviour in ('flow', 'stock')
),

years as (
    select distinct period_year from figures
),

exhaustive as (
    -- once a year, also where the catalogue lists a member twice
    select distinct members.indicator, members.dimension, members.member, years.period_year
    from {{ ref('indicator_members') }} as members
    inner join years
        on years.period_year >= coalesce(members.valid_from, 0)
        and years.period_year < coalesce(members.valid_to, 9999)
    where members.exhaustive
),

pairs as (
    {%- for dimension in dimensions() %}
    select
        '{{ dimension }}' as dimension,
        parts.{{ dimension }} as member,
        kinds.parts as sort,
        {{ comparison_key('wholes') }},
        wholes.period_year,
        wholes.value as whole_value,
        wholes.lower as whole_lower,
        wholes.upper as whole_upper,
        wholes.sources::bigint as whole_observation_id,
        parts.period as part_period,
        {% for column in dimensions() -%}
        parts.{{ column }} as part_{{ column }},
        {% endfor -%}
        parts.value,
        parts.lower,
        parts.upper,
        parts.sources,
        parts.is_built
    from figures as wholes
    inner join figures as parts
        on {{ comparable('wholes', 'parts') }}
        and wholes.indicator = parts.indicator
        {%- for column in dimensions() if column != dimension %}
        and wholes.{{ column }} = parts.{{ column }}
        {%- endfor %}
    inner join {{ ref('breakdown_kinds') }} as kinds
        on wholes.indicator = kinds.indicator and kinds.dimension = '{{ dimension }}'
    where wholes.{{ dimension }} = 'total' and parts.{{ dimension }} <> 'total' and not wholes.is_built
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

judged as (
    select
        pairs.*,
        compared_indicators.may_be_negative,
        compared_indicators.tolerance,
        exhaustive.member is not null as is_of_the_whole
    from pairs
    inner join compared_indicators on pairs.indicator = compared_indicators.indicator
    left join exhaustive
        on pairs.indicator = exhaustive.indicator
        and pairs.dimension = exhaustive.dimension
        and pairs.member = exhaustive.member
        and pairs.period_year = exhaustive.period_year
),

summed as (
    select
        dimension,
        {{ comparison_key() }},
        period_year,
        sort,
        may_be_negative,
        tolerance,
        whole_value,
        whole_lower,
        whole_upper,
        whole_observation_id,
        sum(value) as value,
        case when bool_and(lower is not null) then sum(lower) end as lower,
        case when bool_and(upper is not null) then sum(upper) end as upper,
        count(*) as part_count,
        string_agg(sources, ',' order by member) as sources
    from judged
    where is_of_the_whole or sort = 'non_exhaustive'
    group by
        dimension, {{ comparison_key() }}, period_year, sort, may_be_negative, tolerance, whole_value,
        whole_lower, whole_upper, whole_observation_id
),

with_missing as (
    select
        summed.*,
        (
            select count(*)
            from exhaustive
            where
                summed.sort = 'exhaustive'
                and exhaustive.indicator = summed.indicator
                and exhaustive.dimension = summed.dimension
                and summed.period_year = exhaustive.period_year
        ) - case summed.sort when 'exhaustive' then summed.part_count else 0 end as missing
    from summed
)

select
    case sort when 'exhaustive' then 'parts.' else 'listed.' end || dimension as check_id,
    {{ comparison_key() }},
    case sort when 'exhaustive' then '=' else '>=' end as operator,
    whole_value as left_value,
    whole_lower as left_lower,
    whole_upper as left_upper,
    value as right_value,
    case when missing = 0 or not may_be_negative then lower end as right_lower,
    case when missing = 0 then upper end as right_upper,
    missing::integer as missing_terms,
    tolerance * (1 + part_count) as tolerance,
    whole_observation_id as left_observation_id,
    string_to_array(sources, ',')::bigint[] as right_observation_ids
from with_missing
where sort = 'exhaustive' or (part_count > 1 and not may_be_negative)

union all

-- the cell of a single part is the part itself: there the reporter has to look
select
    'member.' || dimension as check_id,
    figures,
    boundary,
    org_code,
    indicator,
    part_period as period,
    part_audience as audience,
    part_grade as grade,
    part_department as department,
    part_kind as kind,
    basis,
    '<=' as operator,
    value as left_value,
    lower as left_lower,
    upper as left_upper,
    whole_value as right_value,
    whole_lower as right_lower,
    whole_upper as right_upper,
    0 as missing_terms,
    tolerance * 2 as tolerance,
    sources::bigint as left_observation_id,
    array[whole_observation_id] as right_observation_ids
from judged
where not may_be_negative and not is_built
