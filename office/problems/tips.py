"""群众线索: a citizen writes by the public channel's link, and somebody of the office checks it.

Until then it is nobody's finding: no number among the problems, no body charged, no figure.
"""

from dataclasses import replace
from datetime import timedelta

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.public_channels import TipView
from office import enclosing, post
from office.bodies import people
from office.bodies.people import Actor, name_of
from office.conversation import dialogues, reasons
from office.desk import Desk
from office.enclosing import PHOTO, Enclosure
from office.post import Place, Posting
from office.problems import filing
from office.problems.filing import AT_MOST, FIELD_AT_MOST, FoundProblem, Shown
from office.reading import field_findings
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.immutable import immutable
from storage.problems import tips as store
from storage.problems.problems import FoundBy, Problem
from storage.problems.tips import Tip, TipPhoto, TipState
from storage.receiving.dialogues import Dialogue
from storage.subjects import Subject

TELLING = "tip"
"""The question that a citizen answers; it is open for as long as a tip may be added to."""
CHECKED, DISMISSED = "tip_checked", "tip_dismissed"
CONFIRM_VERB, DISMISS_VERB, PHOTOS_VERB = "tipyes", "tipno", "tipsee"
BY_CITIZEN = "citizen"
"""Who acts, for the audit log."""
_TIP = "tip"
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@immutable
class SentPhoto:
    file_id: str
    file_unique_id: str
    size: int | None = None


@immutable
class TipMessage:
    """One message of a citizen."""

    words: str = ""
    place: str = ""
    photo: SentPhoto | None = None


async def begin(desk: Desk, who: Actor, place: Place) -> None:
    """Say what is wanted and what becomes of it; whoever is enrolled has ways of their own."""
    if who.positions or who.agencies:
        raise Refusal("tip_enrolled")
    await _require_room(desk, who)
    await dialogues.replace(desk, place.chat_id, who.user_id, TELLING)
    rules = desk.plan.tips
    facts = {"office": desk.plan.office, "rules": rules, "kept": rules.kept_for}
    message = Message(desk.words.phrase("tip_ask", **facts))
    await dialogues.ask(desk, place, TELLING, message, user_id=who.user_id)


async def told(desk: Desk, who: Actor, place: Place, asked: Dialogue, said: TipMessage) -> None:
    if desk.now - asked.opened_at > desk.plan.tips.added_to_for:
        raise Refusal("tip_over")
    number = asked.facts.get(_TIP)
    row = await store.tip(desk.session, desk.jurisdiction, number) if number else None
    if row is None:
        await _first(desk, who, place, asked, said)
    elif row.state != TipState.UNCHECKED:
        raise Refusal("tip_over")
    else:
        await _add(desk, row, said)
        await redraw(desk, row)


async def _first(desk: Desk, who: Actor, place: Place, asked: Dialogue, said: TipMessage) -> None:
    await _require_room(desk, who)
    row = Tip(jurisdiction=desk.jurisdiction, sender=who.user_id, came_at=desk.now)
    desk.session.add(row)
    await desk.session.flush()
    await _add(desk, row, said)
    asked.facts = {**asked.facts, _TIP: row.key}
    desk.session.add(asked)
    # Who it was stands in no log: the audit log is kept for good.
    await replace(desk, actor=BY_CITIZEN).record("tip.came", audit_name(row))
    shown = await post.tell_office(desk, await _card(desk, row), Posting(Subject.of(row)))
    row.card_id = shown.key if shown is not None else None
    desk.session.add(row)
    await desk.session.flush()
    await _say_if_full(desk)
    # It is the one answer that its sender gets; what is added is taken in silence.
    facts = {"number": row.key, "office": desk.plan.office, "span": desk.plan.tips.added_to_for}
    thanks = Message(desk.words.phrase("tip_taken", **facts))
    await post.send(desk, place, DeliveryKind.ANSWER, thanks)


async def _add(desk: Desk, row: Tip, said: TipMessage) -> None:
    rules = desk.plan.tips
    if said.words and not states_something(said.words):
        raise Refusal("tip_says_nothing")
    words = "\n".join(filter(None, (row.words, said.words)))
    if len(words) > rules.characters:
        raise Refusal("tip_too_long", most=rules.characters)
    if said.photo is not None:
        if len(await store.photos(desk.session, row.key)) >= rules.photos:
            raise Refusal("tip_too_many_photos", most=rules.photos)
        desk.session.add(
            TipPhoto(
                jurisdiction=desk.jurisdiction,
                tip_id=row.key,
                file_id=said.photo.file_id,
                file_unique_id=said.photo.file_unique_id,
                size=said.photo.size,
            )
        )
    row.words, row.place = words, said.place or row.place
    desk.session.add(row)
    await desk.session.flush()


async def _require_room(desk: Desk, who: Actor) -> None:
    rules, since = desk.plan.tips, desk.now - _DAY
    sent = await store.count_of(desk.session, desk.jurisdiction, who.user_id, since)
    if sent >= rules.a_day:
        raise Refusal("tip_enough", most=rules.a_day)
    if len(await store.unchecked(desk.session, desk.jurisdiction)) >= rules.waiting:
        raise Refusal("tip_full", office=desk.plan.office)
    if await _in_this_hour(desk) >= rules.an_hour:
        raise Refusal("tip_full", office=desk.plan.office)


async def _in_this_hour(desk: Desk) -> int:
    return await store.count_since(desk.session, desk.jurisdiction, desk.now - _HOUR)


async def _say_if_full(desk: Desk) -> None:
    # It is said with the last that is taken, as a refusal leaves nothing behind; once in an hour.
    most = desk.plan.tips.an_hour
    if await _in_this_hour(desk) < most:
        return
    key = f"tip_flood:{desk.now:%Y%m%d%H}"
    message = Message(desk.words.phrase("tip_flood", most=most))
    await post.tell_office(desk, message, Posting(dedupe_key=key))
    await desk.record("tip.flood", most=most)


# What the office makes of it


async def open_one(desk: Desk, who: Actor, row_id: int | None) -> Tip:
    people.require_office(desk, who)
    row = await store.tip(desk.session, desk.jurisdiction, row_id or 0)
    if row is None:
        raise Refusal("button_obsolete")
    if row.state != TipState.UNCHECKED:
        raise Refusal("tip_settled")
    return row


async def confirm(desk: Desk, who: Actor, row_id: int | None, said: str) -> Problem:
    """It has been checked and holds: it becomes a problem that the public found."""
    row = await open_one(desk, who, row_id)
    checked = reasons.checked(said, of="tip")
    if not await store.settle(desk.session, row.key, TipState.CONFIRMED):
        raise Refusal("tip_settled")
    problem = await filing.file(desk, who, await _found(desk, row, checked))
    await _decided(desk, row, who, checked)
    row.problem_id = problem.key
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("tip.confirmed", audit_name(row), serial=problem.serial, said=checked)
    await redraw(desk, row)
    return problem


async def dismiss(desk: Desk, who: Actor, row_id: int | None, said: str) -> Tip:
    row = await open_one(desk, who, row_id)
    reason = reasons.checked(said, of="tip")
    if not await store.settle(desk.session, row.key, TipState.DISMISSED):
        raise Refusal("tip_settled")
    await _decided(desk, row, who, reason)
    await desk.record("tip.dismissed", audit_name(row), said=reason)
    await redraw(desk, row)
    return row


async def show_photos(desk: Desk, who: Actor, row_id: int | None, place: Place) -> int:
    people.require_office(desk, who)
    row = await store.tip(desk.session, desk.jurisdiction, row_id or 0)
    found = await store.photos(desk.session, row.key) if row is not None else []
    if row is None or not found:
        raise Refusal("tip_no_photos")
    for number, photo in enumerate(found, 1):
        caption = desk.words.phrase("tip_photo", number=row.key, of=number, count=len(found))
        file = Enclosure(PHOTO, photo.file_id)
        await enclosing.send(desk, place, file, caption, Posting(Subject.of(row)))
    return len(found)


async def _decided(desk: Desk, row: Tip, who: Actor, said: str) -> None:
    await desk.session.refresh(row)
    await people.remember(desk, who)
    row.decided_by, row.decided_at, row.said = who.user_id, desk.now, said
    desk.session.add(row)
    await desk.session.flush()


async def _found(desk: Desk, row: Tip, checked: str) -> FoundProblem:
    # A photo without words is described by whoever has checked it.
    said = field_findings.read(row.words if states_something(row.words) else checked)
    if not said.place:
        said = replace(said, place=row.place[:FIELD_AT_MOST])
    shown = tuple(_shown(one) for one in await store.photos(desk.session, row.key))
    return FoundProblem(replace(said, found=said.found[:AT_MOST]), FoundBy.PUBLIC, shown=shown)


def _shown(photo: TipPhoto) -> Shown:
    # The problem's record names the photo, and not the private chat that it came from.
    return Shown(PHOTO, 0, 0, photo.file_id, photo.file_unique_id, size=photo.size)


async def _card(desk: Desk, row: Tip) -> Message:
    problem = await desk.session.get(Problem, row.problem_id) if row.problem_id else None
    count = len(await store.photos(desk.session, row.key))
    view = TipView(
        number=row.key,
        state=row.state,
        came_at=row.came_at,
        words=row.words,
        place=row.place,
        photos=count,
        decided_by=await name_of(desk, row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        said=row.said,
        serial=problem.serial if problem is not None else "",
        forgotten_at=row.forgotten_at,
    )
    return Message(desk.words.text("public_tip_card", view), _keyboard(desk, row, count))


def _keyboard(desk: Desk, row: Tip, photos: int) -> Keyboard:
    plain = desk.words.plain
    see = ((button(plain("button_tip_photos", count=photos), PHOTOS_VERB, row.key),),)
    decide = (
        (
            button(plain("button_tip_confirm"), CONFIRM_VERB, row.key),
            button(plain("button_tip_dismiss"), DISMISS_VERB, row.key),
        ),
    )
    is_open = row.state == TipState.UNCHECKED
    return (*(decide if is_open else ()), *(see if photos else ()))


async def redraw(desk: Desk, row: Tip) -> None:
    shown = await _shown_card(desk, row)
    if shown is not None:
        await post.edit(desk, shown, post.last_part(await _card(desk, row)))


async def _shown_card(desk: Desk, row: Tip) -> Delivery | None:
    return await outbox.delivery(desk.session, row.card_id) if row.card_id is not None else None


def audit_name(row: Tip) -> str:
    return f"tip:{row.key}"
