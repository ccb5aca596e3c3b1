-- Every accepted line of a register that names its host is in the register of stations: one that a join
-- drops would be a station that nobody counts.
select stations.station_line_id, stations.credit_code
from {{ ref('stg_stations') }} as stations
inner join {{ ref('stg_submissions') }} as submissions
    on stations.submission_id = submissions.submission_id and submissions.is_accepted
where
    stations.credit_code is not null
    and stations.credit_code not in (select register.credit_code from {{ ref('workstation_register') }} as register)
