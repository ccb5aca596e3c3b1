"""Alembic's environment: runs inside the connection that `upgrade` hands over."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
connection.execute(text("create schema if not exists raw"))
context.configure(
    connection=connection,
    target_metadata=None,
    version_table="schema_version",
    version_table_schema="raw",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
