"""Messages that ask for something and wait to be sent; none goes once it is answered."""

from office import post
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.obligations.settling import Beside, Happening, OwedChange, is_any
from storage.delivery import outbox
from storage.owed.obligations import Obligation
from storage.subjects import Subject

ANSWERED = "answered"


async def _drop(desk: Desk, obligation: Obligation, _happening: Happening) -> None:
    for row in await outbox.deliveries_about(desk.session, Subject.of(obligation)):
        if rules_of(row.kind).drops_when_answered:
            await post.drop(desk, row, ANSWERED)


# What is owed no more is seen by the last look before each message leaves.
MESSAGES = Beside("messages", becomes={OwedChange.ANSWERED: _drop}, stands_by=is_any)
