-- Every indicator has a least coverage between 0 and 1: without the line * a change would be shown
-- however little it rests on.
select indicator, min_coverage
from {{ ref('growth_parameters') }}
where min_coverage < 0 or min_coverage > 1

union all

select '*', null
where not exists (select 1 from {{ ref('growth_parameters') }} where indicator = '*')
