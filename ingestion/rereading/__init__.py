"""Figures of the past made anew: archived files read again with today's reader, in one person's
name, after a dry run that says what would change."""
