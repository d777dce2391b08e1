"""Problems may come under listed supervision."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "problem_listings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("problem_id", ROW_ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("liaison", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", AT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("issued_at", AT, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_problem_listings_{column}_{table}")
            )
            for column, table in (("problem_id", "problems"), ("plan_version_id", "plan_versions"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_listings")),
    )
    for name, columns in (
        ("ix_problem_listings_problem_id", ["problem_id"]),
        ("ix_problem_listings_jurisdiction", ["jurisdiction"]),
        ("ix_problem_listings_state", ["jurisdiction", "state"]),
    ):
        op.create_index(name, "problem_listings", columns)
