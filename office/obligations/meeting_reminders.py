"""Shortly before a meeting whoever comes is reminded, in the body's groups and in private.

In private it goes to the one person of the body who comes, as far as that is known: whoever said
参会, or the substitute, where a liaison of the body has that name. Each chat gets it once.
"""

from collections.abc import Collection, Iterable, Sequence

from messages.keyboards import Button, button
from messages.render import Message
from messages.views.meetings import MeetingReminderView
from office import post
from office.bodies import agency_names, liaisons
from office.bodies.people import name_of
from office.desk import Desk
from office.matters.meetings import MeetingTerms
from office.obligations import meeting_boards, restraint
from office.post import Mailing, Place, Posting
from storage.decisions.matters import Order
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.owed import attendees, obligations
from storage.owed.attendees import Attendee, AttendeeAnswer
from storage.owed.obligations import ObligationKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

ARRIVE_VERB = "mthere"
SHORTEST_NAME = 2
"""A name of one character would be found in any other."""


async def remind(desk: Desk, order: Order) -> None:
    """Remind whoever comes, once, with the button by which they check in."""
    said = await attendees.of_order(desk.session, order.key)
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    expected = await _expected(desk, order, said)
    of = Subject.of(order)
    reminded = expected if order.drill else await restraint.reminded(desk, expected, of, "meeting")
    in_groups = [
        _in_group(desk, order, chat, body, said.get(body))
        for body in reminded
        for chat in bound.get(body, [])
    ]
    await post.send_all(desk, [*in_groups, *await _in_private(desk, order, expected, said)])


async def _expected(desk: Desk, order: Order, said: dict[str, Attendee]) -> list[str]:
    """Whoever said to come, by themselves or by a substitute."""
    kind, occasion = (ObligationKind.RECEIPT,), of_order(order.key)
    rows = await obligations.standings(desk.session, order.matter_id, kind, occasion)
    come = meeting_boards.coming(rows, said)
    come |= {one for one, row in said.items() if row.comes}
    return sorted(come)


def _in_group(desk: Desk, order: Order, chat: Chat, body: str, row: Attendee | None) -> Mailing:
    substitutes = (row.substitute,) if row is not None and row.substitute else ()
    arrived = button(desk.words.plain("button_arrived"), ARRIVE_VERB, order.key)
    key = f"meeting_reminder:{order.key}:{chat.key}"
    posting = Posting(Subject.of(order), body, dedupe_key=key)
    message = _message(desk, order, substitutes, ((arrived,),))
    return Mailing(Place.of(chat), DeliveryKind.DECISION, message, posting)


async def _in_private(
    desk: Desk, order: Order, expected: Sequence[str], said: dict[str, Attendee]
) -> list[Mailing]:
    """One message to each of them, with a button for each body that they come for."""
    found: dict[int, tuple[Chat, list[Attendee]]] = {}
    for row in (said[body] for body in expected if body in said):
        chat = await _comes_for(desk, row)
        if chat is not None:
            found.setdefault(chat.key, (chat, []))[1].append(row)
    return [_to_person(desk, order, chat, rows) for chat, rows in found.values()]


async def _comes_for(desk: Desk, row: Attendee) -> Chat | None:
    """The private chat of the person who comes; None where that may be several, or nobody known."""
    own = await liaisons.private_chats(desk, row.agency)
    if row.answer == AttendeeAnswer.COMING:
        meant = [chat for chat in own if chat.chat_id == row.answered_by]
    else:
        names = [await name_of(desk, chat.chat_id) for chat in own]
        named = zip(own, names, strict=True)
        meant = [chat for chat, name in named if _is_named(name, row.substitute or "")]
    return meant[0] if len(meant) == 1 else None


def _is_named(name: str, said: str) -> bool:
    return len(name) >= SHORTEST_NAME and name in said


def _to_person(desk: Desk, order: Order, chat: Chat, rows: Collection[Attendee]) -> Mailing:
    substitutes = tuple(row.substitute for row in rows if row.substitute)
    keyboard = tuple((_arrived_of(desk, order, row.agency),) for row in rows)
    key = f"meeting_reminder:{order.key}:{chat.key}"
    message = _message(desk, order, substitutes, keyboard)
    posting = Posting(Subject.of(order), dedupe_key=key)
    return Mailing(Place.of(chat), DeliveryKind.DECISION, message, posting)


def _arrived_of(desk: Desk, order: Order, body: str) -> Button:
    label = desk.words.plain("button_arrived_of", agency=agency_names.short(desk, body))
    return button(label, ARRIVE_VERB, order.key, body)


def _message(
    desk: Desk,
    order: Order,
    substitutes: Iterable[str],
    keyboard: tuple[tuple[Button, ...], ...],
) -> Message:
    terms = MeetingTerms.of(order)
    view = MeetingReminderView(
        title=terms.title,
        meets_at=terms.meets_at,
        place=terms.place,
        substitute=desk.words.listed(dict.fromkeys(substitutes)),
    )
    return Message(desk.words.text("meeting_reminder", view), keyboard)
