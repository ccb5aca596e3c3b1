-- Budget, final accounts and funds of an office against their parts and limits.
select
    org_code::varchar(12) as org_code,
    period::integer as year,
    relation::varchar(16) as relation,
    case relation
        when 'budget_parts' then '部门预算总额＝年初预算＋年中追加＋上年结转'
        when 'expense_parts' then '部门决算支出＝基本支出＋项目支出'
        when 'execution' then '部门决算支出≤部门预算总额'
        when 'use' then '科普经费使用额≤筹集额'
    end::varchar(40) as relation_zh,
    stated_value::numeric(38, 2) as stated_yuan,
    parts_value::numeric(38, 2) as against_yuan,
    (round(stated_value, 2) - round(parts_value, 2))::numeric(38, 2) as gap_yuan,
    (floor(gap_lower * 100) * 0.01)::numeric(38, 2) as gap_yuan_lower,
    (ceil(gap_upper * 100) * 0.01)::numeric(38, 2) as gap_yuan_upper,
    tolerance_yuan::numeric(38, 2) as tolerance_yuan,
    (parts_in = parts_asked)::boolean as is_complete,
    verdict::varchar(12) as verdict,
    submission_id::varchar(64) as submission_id
from {{ ref('int_funding_accounts') }}
