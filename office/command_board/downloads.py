"""The office's own papers that were made and lie ready; which of them is said by kind."""

from datetime import timedelta

from messages.views.command_board import BoardDownload
from office.desk import Desk
from storage.delivery import wanted_files

SHOWN = ("official_form", "ledger", "assessment", "consultation_form")
"""No letter is among them, as letters hand referrals over, nor what single bodies showed."""
RECENT = timedelta(days=200)
MOST_SHOWN = 20


async def listed(desk: Desk) -> tuple[BoardDownload, ...]:
    """The newest first; of files with one name the last that was made."""
    made = await wanted_files.made_since(desk.session, desk.jurisdiction, SHOWN, desk.now - RECENT)
    newest = {one.name: one for one in made}
    ordered = sorted(newest.values(), key=lambda one: one.key, reverse=True)
    return tuple(
        BoardDownload(one.name, one.closed_at or one.created_at, one.size or 0, one.sha256 or "")
        for one in ordered[:MOST_SHOWN]
    )
