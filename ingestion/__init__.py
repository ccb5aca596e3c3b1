"""From a file that arrived to rows in `raw`: receive, read, check, load.

Plain Python that knows nothing of Airflow.
"""
