"""Programs that people use with the warehouse: a browser, psql, an office suite."""
