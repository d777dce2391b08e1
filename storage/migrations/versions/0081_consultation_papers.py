"""Reports and forms of consultations are kept, each wording in a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "consultation_papers"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("correction", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_consultation_papers_matter_id_matters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_papers")),
        sa.UniqueConstraint(
            "matter_id",
            "kind",
            "version",
            name=op.f("uq_consultation_papers_matter_id_kind_version"),
        ),
    )
    for column in ("jurisdiction", "matter_id"):
        op.create_index(op.f(f"ix_consultation_papers_{column}"), TABLE, [column])
