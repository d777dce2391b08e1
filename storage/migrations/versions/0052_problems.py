"""Problems that were found, what shows them, and how each body puts them right."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _problems()
    _files()
    _rectifications()


def _problems() -> None:
    op.create_table(
        "problems",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("filed_by", sa.BigInteger(), nullable=False),
        sa.Column("filed_for", sa.String(), nullable=True),
        sa.Column("filed_at", AT, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("weighty", sa.Boolean(), nullable=False),
        sa.Column("on_site", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("alert_id", ROW_ID, nullable=True),
        sa.Column("matter_id", ROW_ID, nullable=True),
        sa.Column("joined_to", ROW_ID, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_problems_{column}_{table}")
            )
            for column, table in (
                ("alert_id", "matters"),
                ("matter_id", "matters"),
                ("joined_to", "problems"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_jurisdiction"), "problems", ["jurisdiction"])
    op.create_index(op.f("ix_problems_matter_id"), "problems", ["matter_id"])
    op.create_index("ix_problems_state", "problems", ["jurisdiction", "state"])


def _files() -> None:
    op.create_table(
        "problem_files",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("problem_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", AT, nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("file_unique_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("file_state", sa.String(), nullable=False),
        sa.Column("file_path", sa.String(), nullable=True),
        sa.Column("file_attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_problem_files_problem_id_problems")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_files")),
    )
    op.create_index(op.f("ix_problem_files_jurisdiction"), "problem_files", ["jurisdiction"])
    op.create_index(op.f("ix_problem_files_problem_id"), "problem_files", ["problem_id"])
    op.create_index("ix_problem_files_file", "problem_files", ["file_state", "next_try_at"])


def _rectifications() -> None:
    op.create_table(
        "rectifications",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("problem_id", ROW_ID, nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("applied_at", AT, nullable=True),
        sa.Column("applied_by", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", AT, nullable=True),
        sa.Column("checked_by", sa.BigInteger(), nullable=True),
        sa.Column("upper_consent", sa.String(), nullable=False),
        sa.Column("accepted_at", AT, nullable=True),
        sa.Column("accepted_by", sa.BigInteger(), nullable=True),
        sa.Column("sealed_at", AT, nullable=True),
        sa.Column("disputed_at", AT, nullable=True),
        sa.Column("disputed_reason", sa.String(), nullable=False),
        sa.Column("relieved_at", AT, nullable=True),
        sa.Column("bulletin_at", AT, nullable=True),
        sa.Column("listed_at", AT, nullable=True),
        sa.Column("poor_at", AT, nullable=True),
        sa.Column("poor_by", sa.BigInteger(), nullable=True),
        sa.Column("poor_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_rectifications_problem_id_problems")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_rectifications_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("obligation_id", name=op.f("uq_rectifications_obligation_id")),
    )
    op.create_index(op.f("ix_rectifications_jurisdiction"), "rectifications", ["jurisdiction"])
    op.create_index(op.f("ix_rectifications_problem_id"), "rectifications", ["problem_id"])
