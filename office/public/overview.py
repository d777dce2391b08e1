"""/public: what the public is told now, what it was told before, and who has published it."""

from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.public_notices import PublicLine, PublicNow
from office.desk import Desk
from office.public import cards, publishers
from office.public.correcting import CORRECT_VERB
from office.public.repeating import REPEAT
from storage import agenda
from storage.decisions import public_notices as store
from storage.decisions.public_notices import PublicNotice, PublicNoticeState

SHOWN = 10


async def overview(desk: Desk, *, for_office: bool) -> Message:
    known = await store.newest_released(desk.session, desk.jurisdiction, SHOWN)
    holding = next((one for one in known if one.state == PublicNoticeState.RELEASED), None)
    view = PublicNow(
        text=holding.text_zh if holding is not None else "",
        lines=tuple([await _line(desk, one) for one in known]),
        next_at=await _next_at(desk, holding) if holding is not None else None,
    )
    keyboard: Keyboard = ()
    if holding is not None and for_office:
        keyboard = (
            (button(desk.words.plain("button_public_correct"), CORRECT_VERB, holding.key),),
        )
    return Message(desk.words.text("public_now", view), keyboard)


async def _line(desk: Desk, notice: PublicNotice) -> PublicLine:
    return PublicLine(
        title=await cards.title(desk, notice),
        occasion=notice.occasion,
        state=notice.state,
        released_at=notice.released_at or notice.made_at,
        publishers=await publishers.views(desk, notice),
    )


async def _next_at(desk: Desk, notice: PublicNotice) -> datetime | None:
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, REPEAT, notice.matter_id)
    return item.due_at if item is not None else None
