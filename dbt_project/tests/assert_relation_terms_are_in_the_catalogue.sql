-- Every term of an audit relation is a cell that the catalogue permits, and every relation can be
-- computed: one left term, at least one right term, `same` only beside a `same` on the left, and kinds
-- called the same only in the same classification. A term that no figure can meet checks nothing.
with

terms as (
    select
        *,
        {{ crossing('terms') }} as crossing
    from {{ ref('audit_relation_terms') }} as terms
),

relations as (
    -- one that is listed for several times has its terms once
    select distinct relation_id from {{ ref('audit_relations') }}
),

members as (
    {% for dimension in dimensions() -%}
    select relation_id, side, term_no, indicator, '{{ dimension }}' as dimension, {{ dimension }} as member
    from terms
    where {{ dimension }} not in ('total', 'same', 'each')
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

faults as (
    select terms.relation_id, terms.term_no, 'crossing ' || terms.crossing || ' of ' || terms.indicator as fault
    from terms
    left join {{ ref('indicator_crossings') }} as crossings
        on terms.indicator = crossings.indicator and terms.crossing = crossings.crossing
    where terms.indicator is not null and crossings.crossing is null

    union all

    select members.relation_id, members.term_no, 'member ' || members.member
    from members
    left join {{ ref('indicator_members') }} as permitted
        on members.indicator = permitted.indicator
        and members.dimension = permitted.dimension
        and members.member = permitted.member
    where permitted.member is null

    union all

    select relations.relation_id, null, 'not one left and some right terms'
    from relations
    left join terms on relations.relation_id = terms.relation_id
    group by relations.relation_id
    having count(*) filter (where terms.side = 'left' and terms.indicator is not null) <> 1
        or count(*) filter (where terms.side = 'right') = 0

    union all

    select rights.relation_id, rights.term_no, 'same or each without its left'
    from terms as rights
    inner join terms as lefts on rights.relation_id = lefts.relation_id and lefts.side = 'left'
    left join {{ ref('indicators') }} as left_indicators on lefts.indicator = left_indicators.indicator
    left join {{ ref('indicators') }} as right_indicators on rights.indicator = right_indicators.indicator
    where
        rights.side = 'right'
        and (
            {% for dimension in dimensions() -%}
            (rights.{{ dimension }} = 'same') <> (lefts.{{ dimension }} = 'same')
            or
            {% endfor -%}
            'each' in (lefts.audience, rights.grade, rights.department, rights.kind)
            or (
                rights.kind = 'same'
                and left_indicators.kind_classification is distinct from right_indicators.kind_classification
            )
        )

    union all

    select relation_id, null, 'a tolerance without its reason, or a reason without tolerance'
    from {{ ref('audit_relations') }}
    where (tolerance > 0) <> (tolerance_reason is not null)
)

select * from faults
