"""Imports every table, so that the metadata is whole for migrations."""

from sqlmodel import SQLModel

from storage import (  # noqa: F401
    agenda,
    alerts,
    audit,
    boards,
    chats,
    dialogues,
    enrolment,
    extensions,
    heartbeats,
    inbox,
    obligations,
    outbox,
    people,
    plans,
    reports,
    serials,
    slips,
)

metadata = SQLModel.metadata
