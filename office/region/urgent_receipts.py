"""The office above has received what went up: it said so here, by letter, or to our office."""

from datetime import datetime

from messages.render import Message
from office import post
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.post import Posting
from office.refusal import Refusal
from office.region import urgent_signing, urgent_texts
from storage.region import letters as letter_store
from storage.region import urgent as store
from storage.region.letters import Letter
from storage.region.urgent import UrgentDispatch, UrgentState
from storage.subjects import Subject

NAME_AT_MOST = 60


async def by_hand(desk: Desk, who: Actor, dispatch_id: int, by: str) -> UrgentDispatch:
    """Our office records who took it there, by telephone, fax or on paper."""
    made = await awaited(desk, who, dispatch_id)
    name = " ".join(by.split())
    if not name:
        raise Refusal("urgent_by_missing")
    await _received(desk, made, desk.now, name[:NAME_AT_MOST])
    return made


async def awaited(desk: Desk, who: Actor, dispatch_id: int) -> UrgentDispatch:
    require_office(desk, who)
    made = await _signed(desk, dispatch_id)
    if made.received_at is not None:
        raise _received_before(made)
    return made


async def in_chat(desk: Desk, who: Actor, body: str, dispatch_id: int) -> UrgentDispatch:
    """Somebody of the office above presses 收到 in its own chat."""
    made = await _signed(desk, dispatch_id)
    if made.body != body:
        raise Refusal("button_obsolete")
    await _received(desk, made, desk.now, who.name)
    await _tell_office(desk, made)
    return made


async def take(desk: Desk, letter: Letter) -> str:
    asked = await letter_store.known(desk.session, letter.answers_id or 0)
    made = await store.dispatch(desk.session, asked.subject_id or 0)
    if asked.jurisdiction != desk.jurisdiction or made is None:
        return "nothing was sent"
    if made.received_at is not None:
        return "recorded before"
    await _received(desk, made, letter.written_at, letter.payload["by"])
    await _tell_office(desk, made)
    return "recorded"


async def _signed(desk: Desk, dispatch_id: int) -> UrgentDispatch:
    made = await store.dispatch(desk.session, dispatch_id)
    if made is None or made.jurisdiction != desk.jurisdiction or made.state != UrgentState.SIGNED:
        raise Refusal("button_obsolete")
    return made


async def _received(desk: Desk, made: UrgentDispatch, at: datetime, by: str) -> None:
    if not await store.receive(desk.session, made.key, at, by):
        await desk.session.refresh(made)
        raise _received_before(made)
    await desk.session.refresh(made)
    await desk.record("urgent_received", f"urgent:{made.key}", serial=made.serial, by=by)
    await urgent_signing.redraw(desk, made)


def _received_before(made: UrgentDispatch) -> Refusal:
    return Refusal("urgent_received", by=made.received_by, at=made.received_at)


async def _tell_office(desk: Desk, made: UrgentDispatch) -> None:
    phrase = desk.words.phrase(
        "urgent_receipt",
        title=urgent_texts.title(desk, made),
        by=made.received_by,
        at=made.received_at,
    )
    posting = Posting(Subject.of(made), dedupe_key=f"urgent_receipt:{made.key}")
    await post.tell_office(desk, Message(phrase), posting)
