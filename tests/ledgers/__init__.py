"""Ledgers, growth and estimates: raw rows in, rows of the marts out."""
