"""Audits leave a note: what was compared, and where it differed.

The statements stand in `0006_audits.sql` beside this file.
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add two tables."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # many statements in one call: the driver takes them only where there are no parameters
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Raw is append-only: there is no way back."""
    raise NotImplementedError("raw is append-only: restore a backup instead of downgrading.")
