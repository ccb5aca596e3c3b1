-- Halves out of quarters.
{{ longer_periods(ref('int_quarters_built'), 'half_year') }}
