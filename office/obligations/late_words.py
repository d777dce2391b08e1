"""Tells a body and the office that something is late, at steps that are not slips."""

from messages.render import Message
from messages.views.owed import LateOfficeView, LateView
from office import post
from office.desk import Desk
from office.ladder import step_words
from office.ladder.policies import ladder_of
from office.matters import naming
from office.obligations import report_buttons, restraint
from office.obligations.lateness import is_overdue
from office.plan.model import Addressee, Rung
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from storage.delivery.outbox import DeliveryKind
from storage.owed import obligations, questioned
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.subjects import Subject, SubjectKind


async def say(desk: Desk, owed: Obligation, rung: Rung) -> None:
    """Nobody is called late while the office has not judged a reply that came in time."""
    late = await _late(desk, owed)
    if owed.agency not in late:
        return
    mark = step_words.mark(await ladder_of(desk, owed), rung.step)
    if Addressee.BODY in rung.addressees and await restraint.is_reminded(desk, owed):
        await _to_body(desk, owed, rung, mark)
    if Addressee.OFFICE in rung.addressees:
        await _to_office(desk, owed, rung, mark, late)


async def _late(desk: Desk, owed: Obligation) -> set[str]:
    about = owed.matter_id, owed.kind, owed.occasion
    rows = await obligations.of_occasion(desk.session, *about)
    late = {row.agency for row in rows if is_overdue(row, desk.now)}
    unjudged = await questioned.unjudged_agencies(
        desk.session, owed.matter_id, (owed.kind,), owed.occasion, desk.now
    )
    return late - unjudged


async def _to_body(desk: Desk, owed: Obligation, rung: Rung, mark: str) -> None:
    name = await naming.agency_name(desk, owed)
    view = LateView(mark, name, naming.matter_of(desk, owed), owed.due_at, kind_of(owed).is_signed)
    keyboard = await report_buttons.under_prompt(desk, owed)
    message = Message(desk.words.text("owed_late", view), keyboard)
    for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, owed.agency):
        if chat.reachable:
            key = f"late:{owed.key}:{rung.step}:{chat.key}{owed.anew}"
            posting = Posting(Subject.of(owed), owed.agency, dedupe_key=key)
            await post.send(desk, Place.of(chat), DeliveryKind.CHASE, message, posting)


async def _to_office(desk: Desk, owed: Obligation, rung: Rung, mark: str, late: set[str]) -> None:
    """One message names all that are late with the same; each of them comes here by itself."""
    plan = await naming.plan_of(desk, owed)
    names = tuple(body.name for body in plan.bodies if body.id in late)
    view = LateOfficeView(mark, naming.matter_of(desk, owed), owed.due_at, names)
    occasion = f"{owed.matter_id}:{owed.kind}:{owed.occasion}:{owed.due_at.timestamp():.0f}"
    posting = Posting(
        Subject(SubjectKind.ORDER, owed.order_id),
        dedupe_key=f"late_office:{rung.step}:{occasion}",
    )
    await post.tell_office(desk, Message(desk.words.text("owed_late_office", view)), posting)
