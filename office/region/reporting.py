"""A county with an office of its own is asked for its reports by letter, and sends them so."""

from datetime import datetime
from typing import Any

from messages.keyboards import button
from messages.render import Message
from messages.views.letters import ReportAskedView
from office import post
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.matters import clocks, naming
from office.obligations import asking_otherwise
from office.plan.model import BodyWithOffice
from office.post import Posting
from office.refusal import Refusal
from office.region import letters, offices
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject

ASK, LATE = asking_otherwise.BY_LETTER, "report_by_letter_late"
"""The kinds of agenda item; the subject of both is what the county owes."""
SEND_VERB = "upreport"
"""The argument is the letter that asks."""


# Above


async def ask(desk: Desk, obligation_id: int) -> str:
    owed = await obligations.obligation(desk.session, obligation_id)
    if owed is None or owed.state != ObligationState.OPEN:
        return "no longer owed"
    if not await _write(desk, owed, again=False):
        return "no office to ask"
    await clocks.on_agenda(desk, LATE, owed.key, owed.due_at)
    return "asked"


async def late(desk: Desk, obligation_id: int) -> str:
    owed = await obligations.obligation(desk.session, obligation_id)
    if owed is None or owed.state != ObligationState.OPEN:
        return "no longer owed"
    await _write(desk, owed, again=True)
    facts = {"county": await naming.agency_name(desk, owed), "due_at": owed.due_at}
    phrase = desk.words.phrase("county_report_late", matter=naming.matter_of(desk, owed), **facts)
    await post.tell_office(desk, Message(phrase), Posting(Subject.of(owed), owed.agency))
    return "asked again"


async def _write(desk: Desk, owed: Obligation, *, again: bool) -> bool:
    plan = await naming.plan_of(desk, owed)
    body = plan.known_body(owed.agency)
    home = body.jurisdiction if isinstance(body, BodyWithOffice) else None
    if home is None:
        return False
    order = await naming.order_of(desk, owed)
    await letters.write(
        desk,
        home,
        LetterKind.REPORT_ASKED,
        naming.matter_of(desk, owed),
        key=f"report:{owed.key}:{again}",
        number=order.serial or "",
        about=Subject.of(owed),
        due_at=owed.due_at.isoformat(),
        content=list(plan.owed(owed.kind).content),
        again=again,
    )
    return True


# At the county's office


async def take_asked(desk: Desk, letter: Letter) -> str:
    said = letter.payload
    view = ReportAskedView(
        sender=await offices.name_of(desk, letter.jurisdiction),
        title=letter.title,
        number=letter.number,
        due_at=datetime.fromisoformat(said["due_at"]),
        content=tuple(said["content"]),
        again=said["again"],
    )
    send = button(desk.words.plain("button_report_up"), SEND_VERB, letter.key)
    message = Message(desk.words.text("report_asked_above", view), ((send,),))
    posting = Posting(Subject.of(letter), dedupe_key=f"letter:{letter.key}")
    await post.tell_office(desk, message, posting)
    return "asked"


async def asked(desk: Desk, who: Actor, letter_id: int) -> Letter:
    """The letter that asks for a report; a forged id finds nothing."""
    require_office(desk, who)
    letter = await store.letter(desk.session, letter_id)
    if letter is None or letter.to_jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if letter.kind != LetterKind.REPORT_ASKED:
        raise Refusal("button_obsolete")
    return letter


async def send(desk: Desk, who: Actor, letter_id: int, item: dict[str, Any]) -> Letter:
    """Send one message of the report up; later ones add to it."""
    letter = await asked(desk, who, letter_id)
    return await letters.write(
        desk,
        letter.jurisdiction,
        LetterKind.REPORT,
        letter.title,
        key=f"report_up:{letter.key}:{item['chat_id']}:{item['message_id']}",
        number=letter.number,
        answers=letter,
        item=item,
        by=who.name,
        user_id=who.user_id,
    )
