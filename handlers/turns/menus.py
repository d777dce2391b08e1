"""Builds menus of buttons that change in place: pages, rows, and the message they stand on."""

from collections.abc import Sequence

from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from office import post
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable


@immutable
class Page:
    shown: tuple[Button, ...]
    number: int
    last: int


async def replace(turn: Turn, message: Message) -> None:
    """Put this message in place of the one under which the button was pressed."""
    pressed = turn.message
    shown = await outbox.by_message(
        turn.desk.session, pressed.chat.id, pressed.message_id, turn.desk.scope
    )
    if shown is None:
        raise Refusal("button_obsolete")
    await post.edit(turn.desk, shown, message, kind=DeliveryKind.ANSWER)


def page_of(buttons: Sequence[Button], number: int | None, size: int) -> Page:
    # Forged data may name a page that is not there; the nearest one is shown.
    last = max(0, (len(buttons) - 1) // size)
    here = min(number or 0, last)
    return Page(tuple(buttons[here * size : (here + 1) * size]), here, last)


def turning(turn: Turn, verb: str, page: Page) -> tuple[Button, ...]:
    words = turn.desk.words
    before = button(words.plain("button_page_before"), verb, page.number - 1)
    after = button(words.plain("button_page_after"), verb, page.number + 1)
    return (
        *([before] if page.number > 0 else []),
        *([after] if page.number < page.last else []),
    )


def rows(buttons: Sequence[Button], columns: int) -> Keyboard:
    return tuple(
        tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns)
    )
