"""Asks whoever has no group to be asked in: by letter, in private and by second channels."""

from collections.abc import Sequence

from messages.render import Message
from messages.views.reports import UnaskedView
from office import post
from office.delivery import relays
from office.desk import Desk
from office.matters import clocks, naming
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.post import Posting
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.subjects import Subject, SubjectKind

BY_LETTER = "report_by_letter"
"""The kind for what is asked of a county at its own office; its subject is the obligation."""


async def by_letter(desk: Desk, owed: Obligation) -> None:
    """A letter proves no service, so the ladder rests; the letter has its own time to be late."""
    await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
    await clocks.on_agenda(desk, BY_LETTER, owed.key, desk.now)


async def instead_of_group(desk: Desk, owed: Obligation, message: Message) -> None:
    await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
    await relays.instead(desk, DeliveryKind.PROMPT, owed.agency, Subject.of(owed), message)


async def tell_office(desk: Desk, unasked: Sequence[Obligation]) -> None:
    if not unasked:
        return
    names = tuple([await naming.agency_name(desk, row) for row in unasked])
    view = UnaskedView(naming.matter_of(desk, unasked[0]), names)
    about = Subject(SubjectKind.MATTER, unasked[0].matter_id)
    message = Message(desk.words.text("report_unasked", view))
    await post.tell_office(desk, message, Posting(about))
