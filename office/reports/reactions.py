"""Puts a mark on what was added to a report, where the answer to it stands further up.

What was understood of a report stands in one message, which every addition changes. Telegram tells
nobody of a change, so without a mark whoever added something would not know that it was read.
"""

from office import post
from office.desk import Desk
from office.post import Place
from office.reports import confirming
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.owed.reports import ReportPart

COMPLETE, READ = "👌", "👀"


async def mark(desk: Desk, place: Place, taken: Taken) -> None:
    emoji = COMPLETE if await _is_complete(desk, taken) else READ
    await _put(desk, place, taken.parts[0], emoji)


async def seen(desk: Desk, place: Place, item: Incoming) -> None:
    """It goes with what its sender is asked about, so nothing is asked once more."""
    await _put(desk, place, item, READ)


async def _put(desk: Desk, place: Place, on: ReportPart | Incoming, emoji: str) -> None:
    # Telegram puts the marks of all pictures of an album on its first one.
    about = on.media_group_id or on.message_id
    await post.react(desk, place, on.message_id, emoji, f"reaction:{place.chat_id}:{about}:{emoji}")


async def _is_complete(desk: Desk, taken: Taken) -> bool:
    known = await confirming.view_of(desk, taken.obligation, taken.report)
    if known is None:
        return True
    view = known[0]
    awaited = any(one.awaited for one in view.files)
    return not (view.left_out or view.doubts or view.unlikely or awaited)
