-- The catalogue as readers see it.
select
    indicator::varchar(64) as indicator,
    name_zh::varchar(80) as name_zh,
    name_en::varchar(120) as name_en,
    subject::varchar(16) as subject,
    case subject
        when 'literacy' then '科学素质'
        when 'workstation' then '专家工作站'
        when 'funding' then '科普经费'
        else '组织建设'
    end::varchar(16) as subject_zh,
    unit::varchar(16) as unit,
    value_type::varchar(16) as value_type,
    behaviour::varchar(16) as behaviour,
    rollup_scope::varchar(16) as rollup_scope,
    kind_classification::varchar(32) as kind_classification,
    numerator::varchar(200) as numerator,
    denominator::varchar(200) as denominator,
    opening_of::varchar(64) as opening_of,
    may_be_negative::boolean as may_be_negative,
    sort_order::integer as sort_order
from {{ ref('stg_indicators') }}
