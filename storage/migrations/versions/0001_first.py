"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# As in storage/columns.py: SQLite only autoincrements a column declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agenda",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda")),
    )
    op.create_index("ix_agenda_due", "agenda", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_agenda_jurisdiction"), "agenda", ["jurisdiction"], unique=False)
    op.create_index("ix_agenda_subject", "agenda", ["kind", "subject", "state"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(
        op.f("ix_appointments_jurisdiction"), "appointments", ["jurisdiction"], unique=False
    )
    op.create_index(op.f("ix_appointments_user_id"), "appointments", ["user_id"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sa.UniqueConstraint(
            "jurisdiction", "number", name=op.f("uq_audit_log_jurisdiction_number")
        ),
    )
    op.create_index(op.f("ix_audit_log_jurisdiction"), "audit_log", ["jurisdiction"], unique=False)
    op.create_table(
        "chat_aliases",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("old_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("new_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("migrated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_aliases")),
    )
    op.create_index(
        op.f("ix_chat_aliases_jurisdiction"), "chat_aliases", ["jurisdiction"], unique=False
    )
    op.create_index(
        op.f("ix_chat_aliases_old_chat_id"), "chat_aliases", ["old_chat_id"], unique=False
    )
    op.create_table(
        "chats",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unreachable_reason", sa.String(), nullable=True),
        sa.Column("bot_is_admin", sa.Boolean(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
    )
    op.create_index(op.f("ix_chats_jurisdiction"), "chats", ["jurisdiction"], unique=False)
    op.create_index("ix_chats_place", "chats", ["chat_id", "thread_id"], unique=False)
    op.create_table(
        "dialogues",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
    )
    op.create_index(op.f("ix_dialogues_jurisdiction"), "dialogues", ["jurisdiction"], unique=False)
    op.create_index(
        "ix_dialogues_place", "dialogues", ["chat_id", "user_id", "closed_at"], unique=False
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_codes")),
    )
    op.create_index("ix_enrolment_codes_hash", "enrolment_codes", ["code_hash"], unique=True)
    op.create_index(
        op.f("ix_enrolment_codes_jurisdiction"), "enrolment_codes", ["jurisdiction"], unique=False
    )
    op.create_table(
        "episodes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episodes")),
    )
    op.create_index(op.f("ix_episodes_jurisdiction"), "episodes", ["jurisdiction"], unique=False)
    op.create_table(
        "guesses",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guesses")),
    )
    op.create_index(op.f("ix_guesses_jurisdiction"), "guesses", ["jurisdiction"], unique=False)
    op.create_index(op.f("ix_guesses_user_id"), "guesses", ["user_id"], unique=False)
    op.create_table(
        "heartbeats",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeats")),
    )
    op.create_index(
        op.f("ix_heartbeats_jurisdiction"), "heartbeats", ["jurisdiction"], unique=False
    )
    op.create_table(
        "inbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("media_group_id", sa.String(), nullable=True),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_bot_id_update_id")),
    )
    op.create_index("ix_inbox_album", "inbox", ["chat_id", "media_group_id"], unique=False)
    op.create_index("ix_inbox_state", "inbox", ["state", "id"], unique=False)
    op.create_table(
        "outages",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index(op.f("ix_outages_jurisdiction"), "outages", ["jurisdiction"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("jurisdiction", "user_id", name=op.f("uq_people_jurisdiction_user_id")),
    )
    op.create_index(op.f("ix_people_jurisdiction"), "people", ["jurisdiction"], unique=False)
    op.create_table(
        "plan_versions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint(
            "jurisdiction", "number", name=op.f("uq_plan_versions_jurisdiction_number")
        ),
    )
    op.create_index(
        op.f("ix_plan_versions_jurisdiction"), "plan_versions", ["jurisdiction"], unique=False
    )
    op.create_table(
        "serials",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serials")),
        sa.UniqueConstraint(
            "jurisdiction", "year", "kind", name=op.f("uq_serials_jurisdiction_year_kind")
        ),
    )
    op.create_index(op.f("ix_serials_jurisdiction"), "serials", ["jurisdiction"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("episode_id", ROW_ID, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_alerts_episode_id_episodes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_jurisdiction"), "alerts", ["jurisdiction"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("alert_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("pollutant", sa.String(), nullable=True),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("drafted_by", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_delivery_id", ROW_ID, nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_revisions_alert_id_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_revisions_plan_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_alert_id"), "revisions", ["alert_id"], unique=False)
    op.create_index(op.f("ix_revisions_jurisdiction"), "revisions", ["jurisdiction"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("revision_id", ROW_ID, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_approvals_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("revision_id", "step", name=op.f("uq_approvals_revision_id_step")),
    )
    op.create_index(
        "ix_approvals_decision", "approvals", ["jurisdiction", "decision"], unique=False
    )
    op.create_index(op.f("ix_approvals_jurisdiction"), "approvals", ["jurisdiction"], unique=False)
    op.create_table(
        "obligations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("alert_id", ROW_ID, nullable=False),
        sa.Column("revision_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", ROW_ID, nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("step_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(), nullable=True),
        sa.Column("ladder_ended", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_obligations_alert_id_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["met_by"], ["people.id"], name=op.f("fk_obligations_met_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_obligations_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
        sa.UniqueConstraint(
            "alert_id",
            "kind",
            "agency",
            "matter",
            name=op.f("uq_obligations_alert_id_kind_agency_matter"),
        ),
    )
    op.create_index(
        "ix_obligations_agency", "obligations", ["jurisdiction", "agency", "state"], unique=False
    )
    op.create_index(
        op.f("ix_obligations_jurisdiction"), "obligations", ["jurisdiction"], unique=False
    )
    op.create_index(
        "ix_obligations_open", "obligations", ["jurisdiction", "state", "kind"], unique=False
    )
    op.create_table(
        "extensions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_extensions_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index(
        op.f("ix_extensions_jurisdiction"), "extensions", ["jurisdiction"], unique=False
    )
    op.create_index(
        op.f("ix_extensions_obligation_id"), "extensions", ["obligation_id"], unique=False
    )
    op.create_index("ix_extensions_state", "extensions", ["jurisdiction", "state"], unique=False)
    op.create_table(
        "obligation_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_obligation_events_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_events")),
    )
    op.create_index(
        op.f("ix_obligation_events_jurisdiction"),
        "obligation_events",
        ["jurisdiction"],
        unique=False,
    )
    op.create_index(
        op.f("ix_obligation_events_obligation_id"),
        "obligation_events",
        ["obligation_id"],
        unique=False,
    )
    op.create_table(
        "reports",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_reports_obligation_id_obligations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_jurisdiction"), "reports", ["jurisdiction"], unique=False)
    op.create_index(op.f("ix_reports_obligation_id"), "reports", ["obligation_id"], unique=False)
    op.create_table(
        "slips",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivery_id", ROW_ID, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_slips_obligation_id_obligations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips")),
    )
    op.create_index(op.f("ix_slips_jurisdiction"), "slips", ["jurisdiction"], unique=False)
    op.create_index("ix_slips_state", "slips", ["jurisdiction", "state"], unique=False)
    op.create_index(
        "uq_slips_step",
        "slips",
        ["obligation_id", "step"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("keyboard", sa.JSON(), nullable=True),
        sa.Column("ask", sa.String(), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("target_id", ROW_ID, nullable=True),
        sa.Column("after_id", ROW_ID, nullable=True),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column("coalesce_key", sa.String(), nullable=True),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("alert_id", ROW_ID, nullable=True),
        sa.Column("revision_id", ROW_ID, nullable=True),
        sa.Column("obligation_id", ROW_ID, nullable=True),
        sa.Column("slip_id", ROW_ID, nullable=True),
        sa.Column("extension_id", ROW_ID, nullable=True),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["after_id"], ["deliveries.id"], name=op.f("fk_deliveries_after_id_deliveries")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_deliveries_alert_id_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["extension_id"], ["extensions.id"], name=op.f("fk_deliveries_extension_id_extensions")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_deliveries_obligation_id_obligations"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_deliveries_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["slips.id"], name=op.f("fk_deliveries_slip_id_slips")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["deliveries.id"], name=op.f("fk_deliveries_target_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "jurisdiction", "dedupe_key", name=op.f("uq_deliveries_jurisdiction_dedupe_key")
        ),
    )
    op.create_index(
        op.f("ix_deliveries_jurisdiction"), "deliveries", ["jurisdiction"], unique=False
    )
    op.create_index(
        "ix_deliveries_lane", "deliveries", ["chat_id", "state", "lane", "id"], unique=False
    )
    op.create_index("ix_deliveries_message", "deliveries", ["chat_id", "message_id"], unique=False)
    op.create_index(
        "ix_deliveries_obligation", "deliveries", ["obligation_id", "kind"], unique=False
    )
    op.create_index("ix_deliveries_queue", "deliveries", ["state", "next_try_at"], unique=False)
    op.create_index("ix_deliveries_revision", "deliveries", ["revision_id", "kind"], unique=False)
    op.create_index("ix_deliveries_slip", "deliveries", ["slip_id", "kind"], unique=False)
    op.create_table(
        "report_parts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("report_id", ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("media_group_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("file_unique_id", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("mime_type", sa.String(), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("file_state", sa.String(), nullable=False),
        sa.Column("file_path", sa.String(), nullable=True),
        sa.Column("file_attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_parts_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_parts")),
    )
    op.create_index(
        "ix_report_parts_album", "report_parts", ["chat_id", "media_group_id"], unique=False
    )
    op.create_index(
        "ix_report_parts_file", "report_parts", ["file_state", "next_try_at"], unique=False
    )
    op.create_index(
        op.f("ix_report_parts_jurisdiction"), "report_parts", ["jurisdiction"], unique=False
    )
    op.create_index(
        "ix_report_parts_message", "report_parts", ["chat_id", "message_id"], unique=False
    )
    op.create_index(op.f("ix_report_parts_report_id"), "report_parts", ["report_id"], unique=False)
    op.create_table(
        "boards",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("alert_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("delivery_id", ROW_ID, nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_boards_alert_id_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_boards_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint(
            "alert_id", "kind", "matter", name=op.f("uq_boards_alert_id_kind_matter")
        ),
    )
    op.create_index(op.f("ix_boards_jurisdiction"), "boards", ["jurisdiction"], unique=False)
    op.create_table(
        "slip_copies",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("slip_id", ROW_ID, nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_slip_copies_delivery_id_deliveries")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["slips.id"], name=op.f("fk_slip_copies_slip_id_slips")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_copies")),
    )
    op.create_index(
        op.f("ix_slip_copies_jurisdiction"), "slip_copies", ["jurisdiction"], unique=False
    )
    op.create_index(op.f("ix_slip_copies_slip_id"), "slip_copies", ["slip_id"], unique=False)
