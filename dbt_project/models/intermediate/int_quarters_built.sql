-- Quarters out of months.
{{ longer_periods(ref('int_parts'), 'quarterly') }}
