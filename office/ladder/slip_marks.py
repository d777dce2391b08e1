"""Keeps slips and their copies true where they stand: their last line says what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from messages.drills import room
from messages.keyboards import from_json
from messages.length import plain, units
from messages.render import Message
from messages.views.slips import SlipEnding
from office import post
from office.delivery_kinds import kinds_that, rules_of
from office.desk import Desk
from office.ladder import joint, referral_notes, service, slip_digests, slip_endings, step_words
from office.ladder.policies import ladder_of
from office.matters.naming import agency_name, plan_of
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from storage.delivery import outbox
from storage.delivery.outbox import GONE_OUT, Delivery, DeliveryKind
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import laid_copies
from storage.supervision.slips import Copying, Slip, SlipState, copies

CLOSURE = DeliveryKind.CLOSURE
"""It tells a leader who had a copy that the report has come."""


@dataclass(slots=True)
class _Reader:
    newest: Delivery
    slips: list[Slip] = field(default_factory=list)


def notice_key(slip: Slip) -> str:
    return f"slip_notice:{slip.key}"


async def show(desk: Desk, obligation: Obligation, slip: Slip) -> None:
    """Show it in the agency's chats, wherever a copy stands, and in the office's group.

    An open slip has no such line.
    """
    line = await slip_endings.line(desk, obligation, slip)
    for row in await _messages(desk, slip, *kinds_that(lambda one: one.shows_ending)):
        to_agency = rules_of(row.kind).takes_report
        lines = [*await joint.lines(desk, slip, to_agency=to_agency), line]
        await _show(desk, row, is_open=slip.state == SlipState.ISSUED, lines=lines)
    await show_in_notice(desk, obligation, slip)


async def show_in_notice(desk: Desk, obligation: Obligation, slip: Slip) -> None:
    """Show in the office's group what became of it, and of its copies where these were asked for.

    The buttons about the copies go with the decision.
    """
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    laid = await laid_copies.of_slip(desk.session, slip.key) if rung and rung.copies_through else ()
    for one in laid:
        if one.digest_id is not None:
            await slip_digests.show(desk, one.digest_id)
    if slip.digest_id is not None:
        await slip_digests.show(desk, slip.digest_id)
        return
    notice = await outbox.by_dedupe_key(desk.session, desk.jurisdiction, notice_key(slip))
    if notice is not None:
        copied, line = (
            await _of_copies(desk, obligation, slip),
            await slip_endings.line(desk, obligation, slip),
        )
        lines = [copied, *await joint.lines(desk, slip), line]
        is_open = slip.state == SlipState.ISSUED and slip.copying == Copying.ASKED
        await _show(desk, notice, is_open=is_open, lines=lines)


async def _show(desk: Desk, row: Delivery, *, is_open: bool, lines: Sequence[str]) -> None:
    text = "\n\n".join([row.text or "", *filter(None, lines)])
    if row.state in GONE_OUT and units(plain(text)) <= room(drill=row.drill):
        await post.edit(desk, row, Message(text, from_json(row.keyboard) if is_open else ()))


async def tell_of_report(desk: Desk, obligation: Obligation, closed: Sequence[Slip]) -> None:
    """Tell those who had a copy once and without a sound, except those who are told more."""
    if not closed:
        return
    heard_more = await referral_notes.who_heard_more(desk, obligation)
    by_reader: dict[Place, _Reader] = {}
    for slip in closed:
        for row in await _messages(desk, slip, DeliveryKind.COPY):
            if service.may_have_arrived(row) and row.chat_id not in heard_more:
                place = Place(row.chat_id, row.thread_id)
                reader = by_reader.setdefault(place, _Reader(row))
                reader.newest = row
                reader.slips.append(slip)
    for place, reader in by_reader.items():
        await _tell(desk, obligation, place, reader)


async def _tell(desk: Desk, obligation: Obligation, place: Place, reader: _Reader) -> None:
    last, at = reader.newest, obligation.met_at or desk.now
    ladder = await ladder_of(desk, obligation)
    view = SlipEnding(
        agency=await agency_name(desk, obligation),
        matter=reader.slips[0].matter,
        slips=tuple(
            (step_words.title(desk, ladder, slip.step), slip.serial) for slip in reader.slips
        ),
        at=at,
        late=slip_endings.is_late(obligation),
        on_behalf=obligation.on_behalf,
        by_procedure=await slip_endings.by_procedure(desk, obligation),
        to_accept=kind_of(obligation).is_accepted,
    )
    posting = Posting(
        last.subject,
        after_id=last.key if last.state in GONE_OUT else None,
        reply_to=last.message_id,
        dedupe_key=f"closure:{obligation.key}:{place.chat_id}:{at.isoformat()}",
    )
    await post.send(desk, place, CLOSURE, Message(desk.words.text("slip_closed", view)), posting)


async def _messages(desk: Desk, slip: Slip, *kinds: DeliveryKind) -> list[Delivery]:
    # A copy follows the slip in the queue, but they are two messages and not two parts of one.
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    return [
        row for kind in kinds for row in service.whole([one for one in rows if one.kind == kind])
    ]


async def _of_copies(desk: Desk, obligation: Obligation, slip: Slip) -> str:
    match slip.copying:
        case Copying.COPIED:
            reached = {copy.position for copy in await copies(desk.session, slip.key)}
            named = await _copied_posts(desk, obligation, slip)
            return desk.words.phrase(
                "slip_mark_copied",
                at=slip.copying_at,
                to=desk.words.listed(name for one, name in named.items() if one in reached),
                missing=desk.words.listed(
                    name for one, name in named.items() if one not in reached
                ),
            )
        case Copying.NOT_COPIED:
            return desk.words.phrase("slip_mark_not_copied", at=slip.copying_at)
    return ""


async def _copied_posts(desk: Desk, obligation: Obligation, slip: Slip) -> dict[str, str]:
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    plan = await plan_of(desk, obligation)
    return {one: plan.position(one).name for one in rung.copies} if rung else {}
