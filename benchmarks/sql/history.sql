-- Nine more published states of totals, each wholly other than the next: closed rows of the past.
insert into marts_history.totals ({{ columns }}, known_from, known_to)
select
    {{ columns }},
    earliest.at - states.no * interval '1 month',
    earliest.at - (states.no - 1) * interval '1 month'
from marts.totals
cross join generate_series(1, 9) as states (no)
cross join (select min(known_from) as at from marts_history.totals) as earliest;

analyze marts_history.totals;
