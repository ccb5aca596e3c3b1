"""Published totals against the oracle."""
