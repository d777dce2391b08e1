"""Exercises as a whole: their acts, their pauses, and what was said of them."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _exercises()
    _steps()
    _pauses()
    _comments()


def _exercises() -> None:
    table = "exercises"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("speed", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("air", sa.JSON(), nullable=False),
        sa.Column("forecast_id", ROW_ID, nullable=True),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("plays", sa.JSON(), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("drafted_by", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("alert_id", ROW_ID, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        _refers(table, "plan_version_id", "plan_versions"),
        _refers(table, "alert_id", "matters"),
        _refers(table, "forecast_id", "forecasts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercises")),
    )
    op.create_index(op.f("ix_exercises_jurisdiction"), table, ["jurisdiction"])
    op.create_index("ix_exercises_state", table, ["jurisdiction", "state"])


def _steps() -> None:
    table = "exercise_steps"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", ROW_ID, nullable=True),
        sa.Column("exercise_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_on_by", sa.BigInteger(), nullable=True),
        _refers(table, "exercise_id", "exercises"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_steps")),
    )
    _indexed(table)


def _pauses() -> None:
    table = "exercise_pauses"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("exercise_id", ROW_ID, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("order_id", ROW_ID, nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_by", sa.BigInteger(), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.JSON(), nullable=False),
        _refers(table, "exercise_id", "exercises"),
        _refers(table, "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_pauses")),
    )
    _indexed(table)


def _comments() -> None:
    table = "exercise_comments"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("exercise_id", ROW_ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _refers(table, "exercise_id", "exercises"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_comments")),
    )
    _indexed(table)


def _indexed(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_jurisdiction"), table, ["jurisdiction"])
    op.create_index(op.f(f"ix_{table}_exercise_id"), table, ["exercise_id"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
