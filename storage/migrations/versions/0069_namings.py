"""What a bulletin names stands in rows of its own, and listed problems have a time of their own."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.altering import ALONE

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)

NAMED = sa.text(
    "SELECT r.jurisdiction, r.problem_id, r.obligation_id, r.body, r.bulletin_at AS named_at, "
    "o.id AS order_id, o.matter_id, o.says "
    "FROM rectifications r JOIN orders o ON o.jurisdiction = r.jurisdiction "
    "AND o.matter_kind = 'bulletin' AND o.issued_at = r.bulletin_at "
    "WHERE r.bulletin_at IS NOT NULL ORDER BY r.id, o.id"
)


def upgrade() -> None:
    op.create_table(
        "namings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("order_id", ROW_ID, nullable=False),
        sa.Column("problem_id", ROW_ID, nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("named_at", AT, nullable=False),
        sa.Column("until", AT, nullable=True),
        sa.Column("told_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("ended_by", ROW_ID, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_namings_{column}_{table}")
            )
            for column, table in (
                ("matter_id", "matters"),
                ("order_id", "orders"),
                ("problem_id", "problems"),
                ("obligation_id", "obligations"),
                ("ended_by", "orders"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_namings")),
    )
    for column in ("jurisdiction", "matter_id", "problem_id", "obligation_id"):
        op.create_index(op.f(f"ix_namings_{column}"), "namings", [column])
    _take_over()
    op.add_column("problem_listings", sa.Column("due_at", AT, nullable=True))
    with op.batch_alter_table("rectifications", reflect_kwargs=ALONE) as rectifications:
        rectifications.drop_column("bulletin_at")
        rectifications.add_column(sa.Column("listed_until", AT, nullable=True))


def _take_over() -> None:
    """A bulletin was issued at the instant at which it named what it names."""
    namings = sa.table(
        "namings",
        *(
            sa.column(name)
            for name in (
                "jurisdiction",
                "matter_id",
                "order_id",
                "problem_id",
                "obligation_id",
                "body",
                "named_at",
                "told_at",
            )
        ),
    )
    for row in op.get_bind().execute(NAMED).mappings().all():
        if row["problem_id"] in _problems(row["says"]):
            kept = {key: row[key] for key in row if key != "says"}
            op.execute(sa.insert(namings).values(**kept, told_at=row["named_at"]))


def _problems(says: Any) -> set[int]:
    said = json.loads(says) if isinstance(says, str) else says
    return {one["problem_id"] for one in said.get("problems", ())}
