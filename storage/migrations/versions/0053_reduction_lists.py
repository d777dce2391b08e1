"""Reduction lists are kept in their versions, each with the enterprises that it names."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _enterprises()
    _lists()
    _listed()


def _enterprises() -> None:
    op.create_table(
        "enterprises",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
        sa.UniqueConstraint(
            "jurisdiction", "name_key", name=op.f("uq_enterprises_jurisdiction_name_key")
        ),
    )
    op.create_index(op.f("ix_enterprises_jurisdiction"), "enterprises", ["jurisdiction"])


def _lists() -> None:
    op.create_table(
        "reduction_lists",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("register_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("read_by", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("firms", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_reduction_lists_plan_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reduction_lists")),
    )
    op.create_index(op.f("ix_reduction_lists_jurisdiction"), "reduction_lists", ["jurisdiction"])
    op.create_index("ix_reduction_lists_state", "reduction_lists", ["jurisdiction", "state"])


def _listed() -> None:
    op.create_table(
        "listed_enterprises",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("list_id", ROW_ID, nullable=False),
        sa.Column("enterprise_id", ROW_ID, nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("curbs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["reduction_lists.id"],
            name=op.f("fk_listed_enterprises_list_id_reduction_lists"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
            name=op.f("fk_listed_enterprises_enterprise_id_enterprises"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_enterprises")),
    )
    for column in ("jurisdiction", "list_id", "enterprise_id"):
        name = op.f(f"ix_listed_enterprises_{column}")
        op.create_index(name, "listed_enterprises", [column])
