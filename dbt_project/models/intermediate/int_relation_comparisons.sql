-- Both sides of every audit relation, where the left side and at least one right term are there: with
-- less there is nothing to compare. A term that is missing opens its sum, above if it is added and
-- below if it is taken off; terms that are `each` are what is listed and are never missing.
with

figures as (
    select * from {{ ref('int_compared_figures') }}
),

terms as (
    select
        terms.*,
        coalesce(terms.at_period, 'same') as period_asked,
        nullif(terms.at_level, 'same') as figures_asked,
        coalesce(indicators.may_be_negative, false) as may_be_negative
    from {{ ref('audit_relation_terms') }} as terms
    left join {{ ref('stg_indicators') }} as indicators on terms.indicator = indicators.indicator
),

single_terms as (
    select *, count(*) over (partition by relation_id) as term_count
    from terms
    where indicator is not null and audience <> 'each'
),

asked_in as (
    -- a stock at its opening is asked once a year: by quarter the balance could never be told
    select single_terms.relation_id, types.period_type
    from single_terms
    inner join {{ ref('stg_indicator_period_types') }} as types on single_terms.indicator = types.indicator
    group by single_terms.relation_id, types.period_type, single_terms.term_count
    having count(*) = single_terms.term_count
),

years as (
    select distinct period_year from figures
),

relations as (
    -- of two lines of one relation that overlap, the one that begins last
    select distinct on (relations.relation_id, years.period_year)
        relations.*,
        years.period_year
    from {{ ref('audit_relations') }} as relations
    inner join years
        on years.period_year >= coalesce(relations.valid_from_year, 0)
        and years.period_year < coalesce(relations.valid_to_year, 9999)
    order by
        relations.relation_id, years.period_year, relations.valid_from_year desc nulls last,
        relations.valid_to_year, relations.tolerance desc
),

lefts as (
    select
        relations.relation_id,
        relations.operator,
        relations.tolerance,
        relations.severity,
        relations.message_zh,
        terms.coefficient,
        figures.*
    from relations
    inner join terms on relations.relation_id = terms.relation_id and terms.side = 'left'
    inner join figures
        on terms.indicator = figures.indicator
        {%- for dimension in dimensions() %}
        and terms.{{ dimension }} in ('same', figures.{{ dimension }})
        {%- endfor %}
        and relations.period_year = figures.period_year
        and figures.figures <> 'children'
    inner join asked_in
        on relations.relation_id = asked_in.relation_id and figures.period_type = asked_in.period_type
),

asked as (
    -- the cell that every right term asks for, where and when it asks for it; of `each` any audience
    select
        {{ comparison_key('lefts') }},
        lefts.relation_id,
        coalesce(terms.figures_asked, lefts.figures) as term_figures,
        {{ span_asked('lefts', 'terms.period_asked') }} as term_span,
        terms.indicator as term_indicator,
        terms.term_no,
        terms.coefficient,
        terms.audience = 'each' as is_listed,
        {% for dimension in dimensions() -%}
        case terms.{{ dimension }} when 'same' then lefts.{{ dimension }} else terms.{{ dimension }} end as term_{{ dimension }},
        {% endfor -%}
        terms.indicator <> lefts.indicator or terms.audience <> 'each' as is_other
    from lefts
    inner join terms on lefts.relation_id = terms.relation_id and terms.side = 'right'
),

meeting as (
    -- every figure that a right term meets
    select
        asked.*,
        figures.audience as listed_audience,
        figures.value,
        figures.lower,
        figures.upper,
        figures.figure_count,
        figures.observation_id
    from asked
    inner join figures
        on asked.term_figures = figures.figures
        and asked.boundary = figures.boundary
        and asked.org_code = figures.org_code
        and asked.term_span = figures.span
        and asked.basis = figures.basis
        and asked.term_indicator = figures.indicator
        and asked.term_grade = figures.grade
        and asked.term_department = figures.department
        and asked.term_kind = figures.kind
    where
        asked.term_audience = figures.audience
        or (asked.is_listed and figures.audience <> 'total')
),

largest_listed as (
    -- sorts of one audience may overlap, so only the largest is sure; audiences add up
    select
        relation_id,
        {{ comparison_key() }},
        bool_or(is_other) as is_other,
        max(value) as value,
        max(lower) as lower,
        case when bool_and(upper is not null) then max(upper) end as upper,
        max(figure_count) as figure_count,
        array_agg(observation_id order by value desc, observation_id) as observation_ids
    from meeting
    where is_listed
    group by relation_id, {{ comparison_key() }}, listed_audience
),

given as (
    select
        relation_id,
        {{ comparison_key() }},
        is_other,
        false as is_added,
        false as is_taken_off,
        value,
        lower,
        upper,
        figure_count,
        observation_ids[1] as observation_id
    from largest_listed

    union all

    select
        relation_id,
        {{ comparison_key() }},
        is_other,
        coefficient > 0,
        coefficient < 0,
        coefficient * value,
        coefficient * case when coefficient > 0 then lower else upper end,
        coefficient * case when coefficient > 0 then upper else lower end,
        figure_count,
        observation_id
    from meeting
    where not is_listed
),

summed as (
    select
        relation_id,
        {{ comparison_key() }},
        bool_or(is_other) as has_other,
        sum(value) as value,
        case when bool_and(lower is not null) then sum(lower) end as lower,
        case when bool_and(upper is not null) then sum(upper) end as upper,
        count(*) as term_count,
        count(*) filter (where is_added) as added,
        count(*) filter (where is_taken_off) as taken_off,
        max(figure_count) as figure_count,
        array_remove(array_agg(observation_id order by observation_id), null) as observation_ids
    from given
    group by relation_id, {{ comparison_key() }}
),

wanted as (
    select
        relation_id,
        count(*) filter (where indicator is not null and audience <> 'each' and coefficient > 0) as added,
        count(*) filter (where indicator is not null and audience <> 'each' and coefficient < 0) as taken_off,
        bool_or(may_be_negative) as may_be_negative,
        bool_and(indicator is null) as is_constant,
        coalesce(sum(coefficient) filter (where indicator is null), 0) as constant
    from terms
    where side = 'right'
    group by relation_id
),

paired as (
    select
        lefts.*,
        wanted.constant,
        wanted.may_be_negative,
        wanted.added - coalesce(summed.added, 0) as missing_added,
        wanted.taken_off - coalesce(summed.taken_off, 0) as missing_taken_off,
        coalesce(summed.term_count, 0) as term_count,
        coalesce(summed.value, 0) as value_of_terms,
        case when summed.relation_id is null then 0 else summed.lower end as lower_of_terms,
        case when summed.relation_id is null then 0 else summed.upper end as upper_of_terms,
        greatest(lefts.figure_count, summed.figure_count, 1) as most_figures,
        summed.observation_ids
    from lefts
    inner join wanted on lefts.relation_id = wanted.relation_id
    left join summed
        on lefts.relation_id = summed.relation_id
        and lefts.figures = summed.figures
        and lefts.boundary = summed.boundary
        and lefts.org_code = summed.org_code
        and {{ same_cell('lefts', 'summed') }}
        and lefts.basis = summed.basis
    where wanted.is_constant or summed.has_other
)

select
    relation_id as check_id,
    {{ comparison_key() }},
    operator,
    severity,
    message_zh,
    coefficient * value as left_value,
    coefficient * lower as left_lower,
    coefficient * upper as left_upper,
    constant + value_of_terms as right_value,
    case
        when missing_taken_off = 0 and (missing_added = 0 or not may_be_negative) then constant + lower_of_terms
    end as right_lower,
    case
        when missing_added = 0 and (missing_taken_off = 0 or not may_be_negative) then constant + upper_of_terms
    end as right_upper,
    (missing_added + missing_taken_off)::integer as missing_terms,
    tolerance * most_figures * (1 + term_count) as tolerance,
    observation_id as left_observation_id,
    observation_ids as right_observation_ids
from paired
