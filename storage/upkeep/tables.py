"""Imports every table, so that the metadata is whole for migrations."""

# ruff: noqa: F401

from sqlmodel import SQLModel

from storage import agenda
from storage.board_access import links, visits
from storage.books import audit, paper_templates, plans, serials
from storage.decisions import (
    approvals,
    consents,
    control_proposals,
    declines,
    delegations,
    exercises,
    filled_forms,
    matters,
    minutes,
    public_notices,
    wrap_ups,
)
from storage.delivery import boards, calls, channels, circuits, outbox, sent_files, wanted_files
from storage.enterprises import decisions, enterprises, reduction_lists
from storage.owed import (
    attendees,
    extensions,
    figure_checks,
    firm_days,
    obligations,
    oral_reports,
    questioned,
    registrations,
    reports,
    returns,
    values,
)
from storage.problems import listings, namings, parts_done, problems, rectifications, tips
from storage.receiving import dialogues, inbox
from storage.region import cap_messages, filed_orders, letters, upper_orders, urgent
from storage.roster import channel_bindings, chats, enrolment, kept, people, phones
from storage.rota import alarms, calendar_days, office_work, seasons, shift_notes, shifts
from storage.sky import consultation_papers, consultations, forecasts, proposals
from storage.supervision import (
    appraisal_leads,
    appraisals,
    confirmations,
    findings,
    laid_copies,
    missed_occasions,
    slip_batches,
    slip_digests,
    slip_items,
    slips,
)
from storage.transaction import shown
from storage.upkeep import heartbeats, leases

metadata = SQLModel.metadata
