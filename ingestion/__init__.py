"""From a file that arrived to rows in `raw`: receive, read, check, load. Knows nothing of Airflow."""
