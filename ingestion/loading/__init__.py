"""Rows into the schema raw."""
