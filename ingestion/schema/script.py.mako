"""${message}."""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """${message}."""


def downgrade() -> None:
    """Raw is append-only: there is no way back."""
    raise NotImplementedError("raw is append-only: restore a backup instead of downgrading.")
