"""Bodies confirm their appraisal or object, the office decides, and it is signed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("appraisals", sa.Column("object_by", MOMENT, nullable=True))
    _table(
        "appraisal_replies",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("delivery_id", ROW_ID, nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.UniqueConstraint(
            "appraisal_id", "agency", name=op.f("uq_appraisal_replies_appraisal_id_agency")
        ),
    )
    _table(
        "appraisal_objections",
        *_lost_point(),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("filed_by", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("delivery_id", ROW_ID, nullable=True),
    )
    op.create_index(
        "ix_appraisal_objections_state", "appraisal_objections", ["jurisdiction", "state"]
    )
    _table(
        "appraisal_corrections",
        *_lost_point(),
        sa.Column("objection_id", ROW_ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("corrected_by", sa.BigInteger(), nullable=False),
        sa.Column("corrected_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["appraisal_objections.id"],
            name=op.f("fk_appraisal_corrections_objection_id_appraisal_objections"),
        ),
        sa.UniqueConstraint(
            "appraisal_id",
            "agency",
            "line",
            "item",
            name=op.f("uq_appraisal_corrections_appraisal_id_agency_line_item"),
        ),
    )
    _table(
        "appraisal_proposals",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
    )
    _table(
        "appraisal_papers",
        sa.Column("put_up_by", sa.BigInteger(), nullable=False),
        sa.Column("put_up_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
    )
    for table in ("appraisal_objections", "appraisal_proposals", "appraisal_papers"):
        op.create_index(op.f(f"ix_{table}_appraisal_id"), table, ["appraisal_id"])


def _lost_point() -> tuple[Any, ...]:
    return tuple(
        sa.Column(name, sa.String(), nullable=False) for name in ("agency", "line", "item")
    )


def _table(name: str, *more: Any) -> None:
    op.create_table(
        name,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("appraisal_id", ROW_ID, nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["appraisal_id"], ["appraisals.id"], name=op.f(f"fk_{name}_appraisal_id_appraisals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_jurisdiction"), name, ["jurisdiction"])
