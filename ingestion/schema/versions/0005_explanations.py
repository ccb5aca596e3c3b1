"""Offices explain what they were asked about, and persons decide what waited for them.

The statements stand in `0005_explanations.sql` beside this file.
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column, nullable, and two tables: what is there already stays as it is."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # many statements in one call: the driver takes them only where there are no parameters
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Raw is append-only: there is no way back."""
    raise NotImplementedError("raw is append-only: restore a backup instead of downgrading.")
