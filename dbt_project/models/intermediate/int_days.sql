-- The days whose tree matters: the last days of the periods spoken of, and of the longer periods that
-- are built from them.
select distinct longer.last_day
from {{ ref('int_observations_checked') }} as observations
inner join {{ ref('stg_periods') }} as longer
    on observations.first_day >= longer.first_day and observations.last_day <= longer.last_day
where coalesce(observations.set_aside, 'two_figures') = 'two_figures'

union

-- and the days on which the differences of cumulative figures begin
select ending.first_day - 1
from {{ ref('int_observations_checked') }} as observations
inner join {{ ref('stg_periods') }} as ending on observations.last_day = ending.last_day
where observations.set_aside is null and observations.basis = 'ytd' and extract(doy from ending.first_day) > 1
