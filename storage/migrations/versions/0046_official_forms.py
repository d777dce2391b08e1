"""The office fills in its own forms."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "filled_forms",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("filled_by", sa.BigInteger(), nullable=True),
        sa.Column("filled_at", AT, nullable=True),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("signed_at", AT, nullable=True),
        sa.Column("template_sha256", sa.String(), nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_filled_forms_matter_id_matters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filled_forms")),
    )
    op.create_index(op.f("ix_filled_forms_jurisdiction"), "filled_forms", ["jurisdiction"])
    op.create_index(op.f("ix_filled_forms_matter_id"), "filled_forms", ["matter_id"])
    op.create_index("ix_filled_forms_state", "filled_forms", ["jurisdiction", "state"])
