"""Finds what somebody was shown before it takes effect, once they choose, confirm or cancel it."""

from handlers.turns.guards import require_office
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.refusal import Refusal
from storage.receiving import dialogues as stored
from storage.receiving.dialogues import Dialogue


async def taken(turn: Turn, press: Press, kind: str) -> Dialogue:
    """Return what was kept for this press. It ends here, and only whoever was shown it may take it.

    Raises Refusal for everybody else, and for a second press.
    """
    kept = await shown(turn, press, kind)
    await dialogues.claim(turn.desk, kept)
    return kept


async def shown(turn: Turn, press: Press, kind: str) -> Dialogue:
    """Return the same while it may be pressed again."""
    require_office(turn)
    kept = await stored.dialogue(turn.desk.session, press.number() or 0)
    if kept is None or (kept.kind, kept.user_id) != (kind, turn.person.user_id):
        raise Refusal("button_obsolete")
    return kept
