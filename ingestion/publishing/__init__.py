"""dbt's layers, and what a person does to the published state."""
