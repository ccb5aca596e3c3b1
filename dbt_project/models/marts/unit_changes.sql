-- 户数核对: every unit that came, went or changed, and the event that explains it, or none.
select
    org_code::varchar(12) as org_code,
    effective_on::date as effective_on,
    concat_ws(
        '、',
        case when has_appeared then '新设' end,
        case when has_ended then '撤销' end,
        case when is_moved then '改隶' end,
        case when is_recoded then '改码' end,
        case when is_renamed then '改名' end,
        case when is_kind_changed then '改类别' end
    )::varchar(40) as change_zh,
    code_before::varchar(12) as code_before,
    code_after::varchar(12) as code_after,
    name_before::varchar(80) as name_before,
    name_after::varchar(80) as name_after,
    kind_before::varchar(24) as kind_before,
    kind_after::varchar(24) as kind_after,
    parent_before::varchar(12) as parent_before,
    parent_after::varchar(12) as parent_after,
    is_explained::boolean as is_explained,
    event_id::varchar(60) as event_id,
    case event_type
        when 'appeared' then '新设'
        when 'ended' then '撤销'
        when 'recoded' then '改码'
        when 'renamed' then '改名'
        when 'kind_changed' then '改类别'
        when 'merged' then '合并'
        when 'split' then '拆分'
        when 'moved' then '划转'
    end::varchar(12) as event_type_zh,
    event_count::integer as event_count,
    left(heirs, 400)::varchar(400) as heirs,
    left(predecessors, 400)::varchar(400) as predecessors,
    coalesce(event_source, source)::varchar(300) as source,
    coalesce(event_confidence, confidence)::varchar(40) as confidence
from {{ ref('int_unit_changes') }}
