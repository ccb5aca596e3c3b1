"""What engineers look at: runs of tasks, models and tests, the flow of rows, alerts.

The statements stand in `0007_ops.sql` beside this file.
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the schema `ops`; of `raw` it only reads, and one index is added there."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # many statements in one call: the driver takes them only where there are no parameters
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("restore a backup instead of downgrading.")
