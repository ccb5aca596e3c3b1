"""Who has reported a form for a period, in time, late, or not at all."""
