"""A signature is about a subject, as a message is, and no longer about an order alone."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.altering import ALONE

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "approvals",
        sa.Column("subject_kind", sa.String(), nullable=False, server_default="order"),
    )
    op.add_column("approvals", sa.Column("subject_id", ROW_ID, nullable=True))
    op.execute("UPDATE approvals SET subject_id = order_id")
    with op.batch_alter_table("approvals", reflect_kwargs=ALONE) as approvals:
        approvals.drop_constraint(op.f("uq_approvals_order_id_step"), type_="unique")
        # The foreign key has the name with which it was made.
        approvals.drop_constraint(op.f("fk_approvals_revision_id_revisions"), type_="foreignkey")
        approvals.drop_column("order_id")
        approvals.alter_column("subject_id", existing_type=ROW_ID, nullable=False)
        approvals.alter_column("subject_kind", existing_type=sa.String(), server_default=None)
        approvals.create_unique_constraint(
            op.f("uq_approvals_subject_kind_subject_id_step"),
            ["subject_kind", "subject_id", "step"],
        )
