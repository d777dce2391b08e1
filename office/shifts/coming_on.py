"""Whoever comes on is reminded in private; whoever cannot be is named to the office."""

from messages.render import Message
from messages.views.shifts import ComingOn
from office import post
from office.desk import Desk
from office.post import Place, Posting
from office.shifts.lines import line
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.rota import shifts as store
from storage.rota.shifts import Shift


async def remind(desk: Desk, shift_id: int) -> str:
    row = await store.shift(desk.session, desk.jurisdiction, shift_id)
    if row is None or row.replaced_at is not None:
        return "replaced"
    if row.ends_at <= desk.now:
        # The program was down all the while.
        return "over"
    missed = [name for name in await _told(desk, row) if name]
    if missed:
        await _name_to_office(desk, row, missed)
    return "reminded"


async def _told(desk: Desk, row: Shift) -> list[str]:
    """Tell the officer and the leader, one text to one person; return who was not told."""
    missed = [] if await _tell(desk, row, row.officer_id, leads=False) else [row.officer]
    if row.leader and row.leader != row.officer:
        told = await _tell(desk, row, row.leader_id, leads=True)
        missed += [] if told else [row.leader]
    return missed


async def _tell(desk: Desk, row: Shift, user_id: int | None, *, leads: bool) -> bool:
    chat = await private_chat(desk, user_id)
    if chat is None:
        return False
    message = Message(desk.words.text("shift_coming_on", ComingOn(line(desk, row), leads)))
    posting = Posting(dedupe_key=f"coming_on:{row.key}:{user_id}")
    await post.send(desk, Place.of(chat), DeliveryKind.SHIFT, message, posting)
    return True


async def private_chat(desk: Desk, user_id: int | None) -> Chat | None:
    """Where the person can be told something in private, if anywhere."""
    if user_id is None:
        return None
    chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
    return chat if chat is not None and chat.reachable else None


async def _name_to_office(desk: Desk, row: Shift, missed: list[str]) -> None:
    facts = {"shift": line(desk, row), "names": missed}
    message = Message(desk.words.phrase("shift_not_reminded", **facts))
    await post.tell_office(desk, message, Posting(dedupe_key=f"not_reminded:{row.key}"))
