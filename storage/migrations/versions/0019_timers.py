"""An obligation is its own timer: the agenda has no row for the next look at it any more."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_WAITING = "kind = 'obligation_step' AND state = 'waiting'"


def upgrade() -> None:
    op.add_column("obligations", sa.Column("wakes_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE obligations SET wakes_at = (SELECT MIN(due_at) FROM agenda "
        f"WHERE {_WAITING} AND agenda.subject = obligations.id) "
        f"WHERE id IN (SELECT subject FROM agenda WHERE {_WAITING})"
    )
    agenda = sa.table(
        "agenda",
        sa.column("kind", sa.String()),
        sa.column("state", sa.String()),
        sa.column("closed_at", sa.DateTime(timezone=True)),
    )
    op.execute(
        agenda.update()
        .where(agenda.c.kind == "obligation_step", agenda.c.state == "waiting")
        .values(state="cancelled", closed_at=datetime.now(UTC))
    )
    op.create_index("ix_obligations_wakes_at", "obligations", ["wakes_at"])
