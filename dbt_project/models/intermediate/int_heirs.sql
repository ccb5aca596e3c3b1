-- Who stands on the latest tree for a unit of an earlier day, and what may come along: all of its own
-- figures where it is the same unit alone, inclusive ones where everything at and below it is.
select
    succession.from_day as last_day,
    succession.from_code,
    succession.to_code,
    succession.weight,
    succession.from_code = succession.to_code
    and succession.weight = 1
    and count(*) over (partition by succession.from_day, succession.to_code) = 1 as is_sole,
    changed.org_code is not null as is_changed,
    whole.org_code is not null and succession.from_code = succession.to_code as is_whole
from {{ ref('int_succession') }} as succession
{% for name, relation in [('changed', 'int_changed'), ('whole', 'int_whole')] -%}
left join {{ ref(relation) }} as {{ name }}
    on succession.from_code = {{ name }}.org_code
    and succession.from_day = {{ name }}.from_day
    and {{ name }}.to_day = succession.to_day
{% endfor -%}
where succession.to_day = date '9999-12-31'
