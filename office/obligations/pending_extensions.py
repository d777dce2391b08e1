"""A request for more time that the office has not decided, once nobody has to decide it."""

from messages.render import Message
from messages.views.extensions import EndedRequest
from office import post
from office.desk import Desk
from office.matters.naming import agency_name, matter_of
from office.obligations import telling_bodies
from office.obligations.settling import OWED_NO_MORE, Beside, Happening, OwedChange
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.owed import extensions
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation
from storage.subjects import Subject


async def _answered(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    asked = await extensions.pending(desk.session, owed.key)
    if asked is not None:
        await _end(desk, owed, asked, ExtensionState.MOOT)


async def _owed_no_more(desk: Desk, owed: Obligation, happening: Happening) -> None:
    """Whoever asked is told once; the office reads on its card that nothing is left to decide."""
    asked = await extensions.pending(desk.session, owed.key)
    if asked is None:
        return
    why = happening.change.said(desk)
    await _end(desk, owed, asked, ExtensionState.LAPSED, why)
    facts = {"matter": matter_of(desk, owed), "joined": happening.change is OwedChange.JOINED}
    message = Message(desk.words.phrase("extension_lapsed_tell", why=why, **facts))
    await telling_bodies.tell(desk, owed, message, f"extension_lapsed:{asked.key}")


async def _end(
    desk: Desk, owed: Obligation, asked: Extension, state: ExtensionState, why: str = ""
) -> None:
    asked.state, asked.decided_at = state, desk.now
    desk.session.add(asked)
    await desk.session.flush()
    view = EndedRequest(
        agency=await agency_name(desk, owed),
        matter=matter_of(desk, owed),
        reason=asked.reason,
        at=desk.now,
        why=why,
    )
    message = Message(desk.words.text("slip_extension_moot", view))
    for row in await outbox.deliveries_about(desk.session, Subject.of(asked)):
        if row.action == Action.SEND and row.keyboard:
            await post.edit(desk, row, message)


EXTENSIONS = Beside(
    "extension",
    becomes={OwedChange.ANSWERED: _answered, **dict.fromkeys(OWED_NO_MORE, _owed_no_more)},
)
