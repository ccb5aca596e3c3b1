"""催报: who is due or late, by what it costs the totals; letters and lists for the cities."""
