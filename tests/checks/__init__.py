"""Comparisons between figures, and the findings that come of them."""
