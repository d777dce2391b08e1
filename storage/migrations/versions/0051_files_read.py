"""A file of a report that is read into fields says how far that is."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = (
        sa.Column("read_state", sa.String(), nullable=False, server_default="none"),
        sa.Column("read_attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("read_remark", sa.String(), nullable=False, server_default=""),
    )
    for column in columns:
        op.add_column("report_parts", column)
    op.create_index("ix_report_parts_read", "report_parts", ["read_state", "file_state"])
