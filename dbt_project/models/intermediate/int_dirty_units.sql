-- The units of which something is computed again, and those whose figures came to them: where index
-- scans have to look.
with

dirty as (
    select distinct org_code from {{ ref('int_dirty') }}
)

select org_code, false as is_source
from dirty

union

select succession.from_code, true
from dirty
inner join {{ ref('int_succession') }} as succession on dirty.org_code = succession.to_code
where succession.from_code <> succession.to_code
