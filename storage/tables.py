"""Imports every table, so that the metadata is whole for migrations."""

from sqlmodel import SQLModel

from storage import (  # noqa: F401
    agenda,
    alarms,
    approvals,
    audit,
    boards,
    calls,
    channels,
    chats,
    circuits,
    consents,
    declines,
    delegations,
    dialogues,
    enrolment,
    extensions,
    filed_orders,
    findings,
    heartbeats,
    inbox,
    kept,
    leases,
    letters,
    matters,
    obligations,
    outbox,
    people,
    phones,
    plans,
    questioned,
    registrations,
    reports,
    serials,
    shifts,
    slip_items,
    slips,
    upper_orders,
)

metadata = SQLModel.metadata
