"""The messages under which the office decides an extension, kept true where they stand."""

from datetime import datetime

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.extensions import RequestView
from office import post
from office.bodies import people
from office.desk import Desk
from office.ladder import step_words
from office.ladder.policies import ladder_of
from office.matters import naming
from office.obligations import new_times, owed
from office.post import Place, Posting
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.owed import extensions
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation
from storage.subjects import Subject

CARD = DeliveryKind.OFFICE
"""The kind of delivery of a card, wherever it stands."""


async def post_card(
    desk: Desk, asked: Extension, owing: Obligation, place: Place | None = None
) -> None:
    message = await _card(desk, asked, owing)
    posting = Posting(Subject.of(asked))
    if place is None:
        cause = AlarmCause(Concern.REQUEST, Subject.of(asked))
        await alarms.raise_alarm(desk, cause, message, posting)
    else:
        await post.send(desk, place, CARD, message, posting)


async def show(desk: Desk, asked: Extension, owing: Obligation, *, choosing: bool = False) -> None:
    message = await _card(desk, asked, owing, choosing=choosing)
    for card in await cards(desk, asked):
        # It goes in the lane of answers, as somebody has just pressed a button and looks at it.
        await post.edit(desk, card, message, kind=DeliveryKind.ANSWER)


async def stops_the_clock(desk: Desk, owing: Obligation) -> bool:
    """A request does, up to the last slip before a referral."""
    following = (await ladder_of(desk, owing)).after(owing.step)
    return following is None or not following.is_decided


async def cards(desk: Desk, asked: Extension) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(asked))
    return [row for row in rows if row.kind == CARD and row.action == Action.SEND]


async def _card(
    desk: Desk, asked: Extension, owing: Obligation, *, choosing: bool = False
) -> Message:
    view = RequestView(
        agency=await naming.agency_name(desk, owing),
        matter=naming.matter_of(desk, owing),
        reason=asked.reason,
        asked_by=await people.name_of(desk, asked.asked_by),
        asked_at=asked.asked_at,
        due_at=owing.due_at,
        late_by=owed.late_by(owing, desk.now),
        standing=step_words.taken(desk, await ladder_of(desk, owing), asked.step),
        times=await _times(desk, asked),
        state=asked.state,
        decided_by=await people.name_of(desk, asked.decided_by) if asked.decided_by else "",
        decided_at=asked.decided_at,
        new_due_at=asked.new_due_at,
        choosing=choosing,
        stops=await stops_the_clock(desk, owing),
    )
    keyboard = _keyboard(desk, asked, owing, choosing=choosing)
    return Message(desk.words.text("extension_request", view), keyboard)


def until(desk: Desk, asked: Extension, at: datetime) -> Button:
    label = desk.words.plain("button_until", at=at)
    return button(label, "extset", asked.key, int(at.timestamp()))


async def _times(desk: Desk, asked: Extension) -> int:
    earlier = await extensions.extensions_of(desk.session, asked.obligation_id)
    return sum(one.key <= asked.key for one in earlier)


def _keyboard(desk: Desk, asked: Extension, owing: Obligation, *, choosing: bool) -> Keyboard:
    if asked.state != ExtensionState.ASKED:
        return ()
    if not choosing:
        return ((_button(desk, asked, "extgrant"), _button(desk, asked, "extrefuse")),)
    offered = new_times.choices(owing.due_at, desk.local(desk.now))
    times = tuple((until(desk, asked, at),) for at in offered)
    return (*times, (_button(desk, asked, "exttype"), _button(desk, asked, "extback")))


def _button(desk: Desk, asked: Extension, verb: str) -> Button:
    return button(desk.words.plain(f"button_{verb}"), verb, asked.key)
