"""The card about an occasion that many missed, kept true where the office reads it."""

from collections.abc import Sequence
from datetime import datetime

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.missed import MissedView
from office import post
from office.bodies import people
from office.desk import Desk
from office.ladder.policies import policy_of
from office.matters import naming
from office.obligations import new_times
from office.plan.many import Many
from office.plan.model import Plan
from office.post import Place, Posting
from office.shifts import alarms, rota
from office.shifts.alarms import AlarmCause
from office.shifts.coming_on import private_chat
from office.shifts.concerns import Concern
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import Subject
from storage.supervision.missed_occasions import WAITING, MissedOccasion, MissedState

GO_ON, CHOOSE, SET, TYPE, HOLD, BACK = (
    "manygo", "manylater", "manyset", "manytype", "manyhold", "manyback",
)  # fmt: skip
CARD = DeliveryKind.OFFICE


async def those(desk: Desk, row: MissedOccasion) -> list[Obligation]:
    """All who still owe it."""
    rows = await obligations.of_occasion(desk.session, row.matter_id, row.kind, row.occasion)
    return [one for one in rows if one.state == ObligationState.OPEN]


def late(desk: Desk, rows: Sequence[Obligation]) -> list[Obligation]:
    return [one for one in rows if one.due_at <= desk.now]


async def put(desk: Desk, row: MissedOccasion) -> None:
    """To the office's group, and in private to whoever is on duty; an exercise alarms nobody."""
    message = await _card(desk, row, await those(desk, row))
    about = Subject.of(row)
    cause = AlarmCause(Concern.MISSED_BY_MANY, about)
    key = f"missed_by_many:{row.key}"
    posting = Posting(about, dedupe_key=key)
    await alarms.raise_alarm(desk, cause, message, posting, answerable=False)
    shift = None if row.drill else await rota.on_duty(desk)
    chat = await private_chat(desk, shift.officer_id) if shift is not None else None
    if chat is not None:
        own = Posting(about, dedupe_key=f"{key}:{chat.key}")
        await post.send(desk, Place.of(chat), CARD, message, own)


async def show(desk: Desk, row: MissedOccasion, *, choosing: bool = False) -> None:
    message = await _card(desk, row, await those(desk, row), choosing=choosing)
    for card in await cards(desk, row):
        await post.edit(desk, card, message, kind=DeliveryKind.ANSWER)


async def cards(desk: Desk, row: MissedOccasion) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(row))
    return [one for one in rows if one.kind == CARD and one.action == Action.SEND]


async def matter(desk: Desk, row: MissedOccasion) -> str:
    rows = await obligations.of_occasion(desk.session, row.matter_id, row.kind, row.occasion)
    return naming.matter_of(desk, rows[0])


async def offered(desk: Desk, row: MissedOccasion) -> tuple[datetime, ...]:
    """The new deadlines that leave everybody the least time once more."""
    rows = await those(desk, row)
    earliest = await earliest_deadline(desk, rows)
    due_at = max((one.due_at for one in late(desk, rows)), default=desk.now)
    found = new_times.choices(due_at, desk.local(desk.now))
    return tuple(at for at in found if at >= earliest)


async def earliest_deadline(desk: Desk, rows: Sequence[Obligation]) -> datetime:
    least = [(await policy_of(desk, one)).least_notice for one in rows[:1]]
    at = desk.now + least[0] if least else desk.now
    # Clocks are told in minutes.
    return at.replace(second=0, microsecond=0)


def until(desk: Desk, row: MissedOccasion, at: datetime) -> Button:
    label = desk.words.plain("button_until", at=at)
    return button(label, SET, row.key, int(at.timestamp()))


async def _card(
    desk: Desk, row: MissedOccasion, rows: Sequence[Obligation], *, choosing: bool = False
) -> Message:
    missing = late(desk, rows)
    order_plan = await _plan(desk, row)
    many = order_plan.many or Many()
    view = MissedView(
        matter=await matter(desk, row),
        due_at=min((one.due_at for one in missing), default=None),
        missed=row.missed,
        owing=row.owing,
        names=tuple(order_plan.body(one.agency).short for one in missing),
        state=row.state,
        until=row.until,
        wait=many.wait,
        decided_by=await people.name_of(desk, row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        new_due_at=row.new_due_at,
        slips_from=row.slips_from,
        choosing=choosing,
    )
    keyboard = await _keyboard(desk, row, choosing=choosing)
    return Message(desk.words.text("missed_by_many", view), keyboard)


async def _plan(desk: Desk, row: MissedOccasion) -> Plan:
    rows = await obligations.of_occasion(desk.session, row.matter_id, row.kind, row.occasion)
    return await naming.plan_of(desk, rows[0])


async def _keyboard(desk: Desk, row: MissedOccasion, *, choosing: bool) -> Keyboard:
    if row.state not in WAITING:
        return ()
    if choosing:
        times = tuple((until(desk, row, at),) for at in await offered(desk, row))
        return (*times, (_button(desk, row, TYPE), _button(desk, row, BACK)))
    verbs = (GO_ON, CHOOSE, HOLD) if row.state == MissedState.ASKED else (GO_ON, CHOOSE)
    return tuple((_button(desk, row, verb),) for verb in verbs)


def _button(desk: Desk, row: MissedOccasion, verb: str) -> Button:
    held = row.state == MissedState.ON_HOLD
    return button(desk.words.plain(f"button_{verb}", held=held), verb, row.key)
