"""The dbt project: its unit tests, and what every model of it must say of itself."""
