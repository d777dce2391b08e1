"""Agencies' names, also of those that a newer plan has dropped and that still owe something."""

from office.desk import Desk
from office.plan import Agency


def name(desk: Desk, agency_id: str) -> str:
    known = _find(desk, agency_id)
    return known.name if known else agency_id


def short(desk: Desk, agency_id: str) -> str:
    """For lists on a phone."""
    known = _find(desk, agency_id)
    return known.short if known else agency_id


def _find(desk: Desk, agency_id: str) -> Agency | None:
    return next((agency for agency in desk.plan.agencies if agency.id == agency_id), None)
