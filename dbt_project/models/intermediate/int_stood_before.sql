-- Between the days of one year: the units of the later day at or below which anything stood on the
-- earlier one, itself or as a unit whose figures came there.
select distinct
    succession.from_day,
    succession.to_day,
    below.ancestor_code as org_code
from {{ ref('int_succession') }} as succession
inner join {{ ref('int_ancestry') }} as below
    on succession.to_day = below.tree_day and succession.to_code = below.org_code
where succession.to_day < date '9999-12-31'
