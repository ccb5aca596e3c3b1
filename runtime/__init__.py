"""What keeps a warehouse running on one machine: preflight, PostgreSQL, roles, Airflow, a night."""
