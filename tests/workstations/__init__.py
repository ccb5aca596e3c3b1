"""Workstations: registers and reports in, entities, counts, balances and findings out."""
