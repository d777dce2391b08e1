"""Findings: an auditor changes nothing, but may tell the office what was found.

The office gets a card and takes note of it with one tap; the auditor is told. What is to be done
about it is for the office to decide.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.findings import FindingView
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Capability
from office.plan.serials import SerialKind
from office.post import Place, Posting
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.subjects import Subject
from storage.supervision import findings as store
from storage.supervision.findings import FiledFinding

NOTE_VERB = "fnote"
AT_MOST = 1500
MOST_LISTED = 10
GIST = 30


def may_file(desk: Desk, who: Actor) -> bool:
    return who.can(desk, Capability.AUDIT)


async def file(desk: Desk, who: Actor, text: str) -> FiledFinding:
    if not may_file(desk, who):
        raise Refusal("finding_by_auditors_only")
    said = _checked(text)
    await people.remember(desk, who)
    found = FiledFinding(
        jurisdiction=desk.jurisdiction,
        position=_post_of(desk, who),
        filed_by=who.user_id,
        filed_at=desk.now,
        text=said,
        serial=await _serial(desk),
    )
    desk.session.add(found)
    await desk.session.flush()
    await desk.record("finding_filed", f"finding:{found.key}", serial=found.serial)
    card = Message(await _text(desk, found), _keyboard(desk, found))
    await post.tell_office(desk, card, Posting(Subject.of(found)))
    return found


async def take_note(desk: Desk, who: Actor, finding_id: int) -> None:
    people.require_office(desk, who)
    found = await store.finding(desk.session, finding_id)
    if found is None or found.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if not await store.claim_note(desk.session, found.key, who.user_id, desk.now):
        raise await _noted_already(desk, found)
    await desk.session.refresh(found)
    await people.remember(desk, who)
    await desk.record("finding_noted", f"finding:{found.key}")
    await _redraw(desk, found)
    await _tell_auditor(desk, found)


async def listed(desk: Desk, who: Actor) -> list[FindingView]:
    people.require_office(desk, who)
    found = await store.newest(desk.session, desk.jurisdiction, MOST_LISTED)
    return [await _view(desk, one) for one in found]


def _checked(text: str) -> str:
    said = text.strip()
    if not states_something(said):
        raise Refusal("finding_says_nothing", most=AT_MOST)
    if len(said) > AT_MOST:
        raise Refusal("finding_too_long", most=AT_MOST, length=len(said))
    return said


def _post_of(desk: Desk, who: Actor) -> str:
    auditors = (one.id for one in desk.plan.positions_that(Capability.AUDIT))
    return next(one for one in auditors if one in who.positions)


async def _serial(desk: Desk) -> str | None:
    if SerialKind.FINDING not in desk.plan.serials:
        return None
    return await desk.serial(SerialKind.FINDING, desk.plan)


async def _noted_already(desk: Desk, found: FiledFinding) -> Refusal:
    person = await people.name_of(desk, found.noted_by or 0)
    return Refusal("finding_noted_already", person=person, at=found.noted_at)


async def _redraw(desk: Desk, found: FiledFinding) -> None:
    message = Message(await _text(desk, found))
    for row in await outbox.deliveries_about(desk.session, Subject.of(found)):
        if row.kind == DeliveryKind.OFFICE and row.action == Action.SEND:
            await post.edit(desk, row, post.last_part(message))


async def _tell_auditor(desk: Desk, found: FiledFinding) -> None:
    gist = found.text if len(found.text) <= GIST else f"{found.text[: GIST - 1]}…"
    facts = {"serial": found.serial or "", "gist": gist, "at": found.noted_at}
    message = Message(desk.words.phrase("finding_noted_tell", **facts))
    await post.send(desk, Place(found.filed_by), DeliveryKind.CLOSURE, message)


def _keyboard(desk: Desk, found: FiledFinding) -> Keyboard:
    return ((button(desk.words.plain("button_finding_noted"), NOTE_VERB, found.key),),)


async def _text(desk: Desk, found: FiledFinding) -> str:
    return desk.words.text("finding_card", await _view(desk, found))


async def _view(desk: Desk, found: FiledFinding) -> FindingView:
    noted_by = await people.name_of(desk, found.noted_by) if found.noted_by else ""
    return FindingView(
        serial=found.serial or "",
        position=people.position_name(desk, found.position),
        person=await people.name_of(desk, found.filed_by),
        filed_at=found.filed_at,
        text=found.text,
        noted_by=noted_by,
        noted_at=found.noted_at,
    )
