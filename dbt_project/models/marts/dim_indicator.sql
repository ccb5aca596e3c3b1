-- The catalogue as readers see it.
with

printed as (
    -- the years in which a form asks for it, as far as the forms say; null is without end
    select
        indicator,
        case when count(valid_from_year) = count(*) then min(valid_from_year) end as first_year,
        case when count(valid_to_year) = count(*) then max(valid_to_year) end as next_year
    from {{ ref('form_items') }}
    group by indicator
),

labelled as (
    select
        *,
        case subject
            when 'literacy' then '科学素质'
            when 'workstation' then '专家工作站'
            when 'funding' then '科普经费'
            else '组织建设'
        end as subject_zh,
        case subject
            when 'literacy' then 'Science literacy'
            when 'workstation' then 'Expert workstations'
            when 'funding' then 'Science-popularization funds'
            else 'Organization'
        end as subject_en
    from {{ ref('stg_indicators') }}
)

select
    labelled.indicator::varchar(64) as indicator,
    labelled.name_zh::varchar(80) as name_zh,
    labelled.name_en::varchar(120) as name_en,
    labelled.subject::varchar(16) as subject,
    labelled.subject_zh::varchar(16) as subject_zh,
    labelled.unit::varchar(16) as unit,
    labelled.value_type::varchar(16) as value_type,
    labelled.behaviour::varchar(16) as behaviour,
    labelled.rollup_scope::varchar(16) as rollup_scope,
    labelled.kind_classification::varchar(32) as kind_classification,
    labelled.numerator::varchar(200) as numerator,
    labelled.denominator::varchar(200) as denominator,
    labelled.opening_of::varchar(64) as opening_of,
    labelled.may_be_negative::boolean as may_be_negative,
    labelled.sort_order::integer as sort_order,
    labelled.subject_en::varchar(40) as subject_en,
    case labelled.behaviour
        when 'flow' then '流量'
        when 'stock' then '存量'
        when 'ratio' then '比率'
        when 'surveyed' then '抽样调查'
        when 'not_additive' then '不可加'
        when 'reference' then '参考'
    end::varchar(16) as behaviour_zh,
    case labelled.behaviour
        when 'flow' then 'Flow'
        when 'stock' then 'Stock'
        when 'ratio' then 'Ratio'
        when 'surveyed' then 'Surveyed rate'
        when 'not_additive' then 'Not additive'
        when 'reference' then 'Reference figure'
    end::varchar(24) as behaviour_en,
    case labelled.unit
        when '元' then 'yuan'
        when '元/人' then 'yuan per person'
        when '人' then 'persons'
        when '人次' then 'attendances'
        when '%' then 'percent'
        when '分' then 'points'
        when '天' then 'days'
        when '次' then 'times'
        when '场次' then 'events'
        else 'items'
    end::varchar(24) as unit_en,
    make_date(printed.first_year, 1, 1)::date as valid_from,
    make_date(printed.next_year, 1, 1)::date as valid_to,
    (labelled.subject || '/' || labelled.indicator)::varchar(100) as path,
    (labelled.subject_zh || '/' || labelled.name_zh)::varchar(120) as path_zh
from labelled
left join printed on labelled.indicator = printed.indicator
