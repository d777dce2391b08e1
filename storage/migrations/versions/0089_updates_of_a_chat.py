"""What came in a chat is found by the chat, where all that was ever handled was looked through."""

from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

OF_A_CHAT = "ix_inbox_chat"


def upgrade() -> None:
    op.create_index(OF_A_CHAT, "inbox", ["chat_id", "state", "id"])


def downgrade() -> None:
    op.drop_index(OF_A_CHAT, "inbox")
