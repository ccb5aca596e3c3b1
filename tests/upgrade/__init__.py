"""Warehouses of earlier versions, as dumps, and the test that they become today's unharmed."""
