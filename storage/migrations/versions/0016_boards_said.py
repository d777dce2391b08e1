"""A board keeps the words that left for its message, no longer those that wait to leave."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An edit that waits was written with what the board keeps. It must not be taken for one that
    # says nothing new.
    op.execute(
        "UPDATE boards SET shown = shown || ' ' WHERE delivery_id IN "
        "(SELECT target_id FROM deliveries WHERE action = 'edit' AND state = 'waiting')"
    )
