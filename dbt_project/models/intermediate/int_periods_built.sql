-- Years out of halves; with this all that a unit says of itself is known.
{{ longer_periods(ref('int_halves_built'), 'annual') }}
