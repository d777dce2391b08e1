"""One list for the slips of one step and instant, kept true where office and leaders read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from messages.drills import room
from messages.keyboards import Button, Keyboard, button, to_json
from messages.length import plain, units
from messages.render import Message
from messages.views.digests import DigestLine, DigestView
from office import post
from office.bodies import agency_names
from office.bodies.readers import readers
from office.desk import Desk
from office.ladder import service, slip_endings, step_words
from office.ladder.policies import ladder_of, limit_unchecked
from office.matters import measure_views
from office.matters.naming import plan_of
from office.plan.model import Plan, Rung
from office.plan.owed_kinds import kind_of
from office.plan.sources import NO_SOURCE
from storage.delivery import outbox
from storage.delivery.outbox import GONE_OUT, Action, Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import laid_copies, slips
from storage.supervision import slip_digests as store
from storage.supervision.slip_digests import SlipDigest
from storage.supervision.slips import Copying, Slip, SlipState

ALL_VERB, NONE_VERB, EACH_VERB, TOGGLE_VERB, CHOSEN_VERB = (
    "listcopy", "listnocopy", "listeach", "listpick", "listpicked",
)  # fmt: skip
T = TypeVar("T")
LISTED = "slips"
"""The message of a list keeps in this fact which slips it names."""
LAID_BY = "laid_by"
"""The fact of a list that it is for a body which lays it before the leaders."""


async def show(desk: Desk, digest_id: int) -> None:
    """Bring each message of it up to date: one that still waits to leave, or one that stands."""
    row = await store.digest(desk.session, digest_id)
    if row is None:
        return
    for sent in service.whole(await outbox.deliveries_about(desk.session, Subject.of(row))):
        if sent.action == Action.SEND and sent.context.get(LISTED):
            listed = await slips.read(desk.session, named(sent))
            await _renew(desk, row, sent, sorted(listed, key=lambda one: one.key))


async def _renew(desk: Desk, row: SlipDigest, sent: Delivery, listed: Sequence[Slip]) -> None:
    waits = sent.state == DeliveryState.WAITING
    if waits and sent.kind == DeliveryKind.COPY:
        # Whoever reads it for the first time reads of none that was taken back before.
        listed = [one for one in listed if one.state == SlipState.ISSUED]
        if not listed:
            await post.drop(desk, sent, SlipState.WITHDRAWN)
            return
    to_leaders = sent.kind == DeliveryKind.COPY
    message = await (for_leaders if to_leaders else for_office)(desk, row, listed)
    if units(plain(message.html)) > room(drill=sent.drill):
        return
    if waits:
        sent.text, sent.keyboard = message.html, to_json(message.keyboard)
        sent.context = {LISTED: [one.key for one in listed]}
        desk.session.add(sent)
    elif sent.state in GONE_OUT:
        await post.edit(desk, sent, message)


def named(sent: Delivery) -> frozenset[int]:
    return frozenset(sent.context.get(LISTED, ()))


async def lists_naming(desk: Desk, slip: Slip) -> list[Delivery]:
    """The lists that leaders have, or may have, in which this slip stands."""
    laid = await laid_copies.of_slip(desk.session, slip.key)
    ids = dict.fromkeys([slip.digest_id, *(one.digest_id for one in laid)])
    return [
        sent
        for digest_id in ids
        if digest_id is not None
        for sent in await _copies_in(desk, slip, digest_id)
    ]


async def _copies_in(desk: Desk, slip: Slip, digest_id: int) -> list[Delivery]:
    row = await store.digest(desk.session, digest_id)
    rows = await outbox.deliveries_about(desk.session, Subject.of(row)) if row else []
    return [
        one
        for one in service.whole([sent for sent in rows if sent.kind == DeliveryKind.COPY])
        if slip.key in named(one) and service.may_have_arrived(one)
    ]


async def for_office(desk: Desk, row: SlipDigest, listed: Sequence[Slip]) -> Message:
    view = await _view(desk, row, listed)
    keyboard = _keyboard(desk, row, view, undecided(listed))
    said = desk.words.text("slip_digest_office", view)
    played = await _played(desk, row, listed)
    if played:
        said = f"{said}\n{desk.words.phrase('slips_played', names=played)}"
    return Message(said, keyboard)


async def _played(desk: Desk, row: SlipDigest, listed: Sequence[Slip]) -> list[str]:
    """The bodies that the script of an exercise plays, so that nobody got their slips."""
    if not row.drill:
        return []
    return [
        agency_names.short(desk, one.agency)
        for one in listed
        if any(map(service.is_unsaid, await service.servings(desk, one)))
    ]


async def for_leaders(desk: Desk, row: SlipDigest, listed: Sequence[Slip]) -> Message:
    """The same for whoever lays it before them, who reads for whom it is."""
    return Message(desk.words.text("slip_digest_copy", await _view(desk, row, listed)))


def undecided(listed: Sequence[Slip]) -> list[Slip]:
    """Those of which the office has not said whether copies go."""
    return [one for one in listed if one.copying == Copying.ASKED and one.state == SlipState.ISSUED]


async def rung_of(desk: Desk, slip: Slip) -> Rung:
    owed = await _owed(desk, slip)
    rung = (await ladder_of(desk, owed)).rung(slip.step)
    if rung is None:
        raise LookupError(f"the plan has no step {slip.step}")
    return rung


async def posts_named(desk: Desk, owed: Obligation, rung: Rung) -> str:
    return _names(desk, await plan_of(desk, owed), rung.copies)


async def _owed(desk: Desk, slip: Slip) -> Obligation:
    return await desk.session.get_one(Obligation, slip.obligation_id)


async def _view(desk: Desk, row: SlipDigest, listed: Sequence[Slip]) -> DigestView:
    first = listed[0]
    owed, rung = await _owed(desk, first), await rung_of(desk, first)
    plan, ladder = await plan_of(desk, owed), await ladder_of(desk, owed)
    reached = {post for one in await readers(desk, rung.copies) for post in one.positions}
    goes = any(slip.copying in (Copying.AT_ONCE, Copying.COPIED) for slip in listed)
    matter = _common({slip.matter for slip in listed}) or ""
    deadline = _common({slip.deadline_at for slip in listed})
    asks = bool(undecided(listed))
    return DigestView(
        mark=step_words.mark(ladder, row.step),
        title=step_words.title(desk, ladder, row.step),
        lines=tuple([await _line(desk, row, slip, matter, deadline) for slip in listed]),
        matter=matter,
        deadline_at=deadline,
        unchecked=any(limit_unchecked(plan, ladder, slip) for slip in listed),
        copied_to=_names(desk, plan, [one for one in rung.copies if one in reached]),
        missing=_names(desk, plan, [one for one in rung.copies if goes and one not in reached]),
        asked_to=_names(desk, plan, rung.copies) if asks else "",
        asked_by=measure_views.citations(plan, rung.copies_source or NO_SOURCE) if asks else (),
        warning=step_words.warning(desk, ladder, row.step, plan.supervision_rules),
        laid_before=_names(desk, plan, rung.copies) if LAID_BY in row.facts else "",
        of_problems=kind_of(owed).is_accepted,
        choosing=row.choosing,
        office=plan.office,
        at=first.issued_at,
    )


async def _line(
    desk: Desk, row: SlipDigest, slip: Slip, matter: str, deadline: datetime | None
) -> DigestLine:
    owed = await _owed(desk, slip)
    return DigestLine(
        slip_id=slip.key,
        agency=(await plan_of(desk, owed)).body(slip.agency).name,
        serial=slip.serial,
        matter="" if matter else slip.matter,
        deadline_at=None if deadline else slip.deadline_at,
        unserved=row.facts.get("unserved", {}).get(str(slip.key), ""),
        copied=slip.copying if row.copying == Copying.ASKED else "",
        ending=await slip_endings.line(desk, owed, slip),
    )


def _common(values: set[T]) -> T | None:
    return values.pop() if len(values) == 1 else None


def _names(desk: Desk, plan: Plan, positions: Sequence[str]) -> str:
    return desk.words.listed(plan.position(one).name for one in dict.fromkeys(positions))


def _keyboard(desk: Desk, row: SlipDigest, view: DigestView, asked: Sequence[Slip]) -> Keyboard:
    if not asked:
        return ()
    if not row.choosing:
        return tuple((_button(desk, row, verb),) for verb in (ALL_VERB, NONE_VERB, EACH_VERB))
    chosen = set(row.facts.get("chosen", ()))
    names = {line.slip_id: line.agency for line in view.lines}
    picks = tuple((_pick(desk, row, one, names[one.key], chosen),) for one in asked)
    count = sum(one.key in chosen for one in asked)
    done = button(desk.words.plain("button_listpicked", count=count), CHOSEN_VERB, row.key)
    return (*picks, (done,), (_button(desk, row, EACH_VERB, back=True),))


def _pick(desk: Desk, row: SlipDigest, slip: Slip, agency: str, chosen: set[int]) -> Button:
    label = desk.words.plain("button_listpick", agency=agency, chosen=slip.key in chosen)
    return button(label, TOGGLE_VERB, row.key, slip.key)


def _button(desk: Desk, row: SlipDigest, verb: str, *, back: bool = False) -> Button:
    return button(desk.words.plain(f"button_{verb}", back=back), verb, row.key)
