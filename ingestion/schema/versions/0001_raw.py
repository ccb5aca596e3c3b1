"""The first edition of `raw`: tables, the view of submissions, privileges, the append-only guard.

The statements stand in `0001_raw.sql` beside this file.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything in one transaction."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # many statements in one call: the driver takes them only where there are no parameters
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Raw is append-only: there is no way back."""
    raise NotImplementedError("raw is append-only: restore a backup instead of downgrading.")
