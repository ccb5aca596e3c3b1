"""Registers say why a station left; a link between submissions is one that somebody stated.

The statements stand in `0003_exit_reasons.sql` beside this file.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, nullable: what is there already stays as it is."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # many statements in one call: the driver takes them only where there are no parameters
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Raw is append-only: there is no way back."""
    raise NotImplementedError("raw is append-only: restore a backup instead of downgrading.")
