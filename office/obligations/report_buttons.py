"""The buttons about reports; each is made only here, with the verb of its handler."""

from messages.keyboards import Button, Keyboard, button
from messages.render import Words
from messages.views.owed import DueItem
from office.desk import Desk
from office.ladder import referral_notes
from office.matters import kinds, naming
from office.obligations import understood
from office.plan.forms import MEASURED
from storage.decisions.matters import MatterKind
from storage.owed import oral_reports
from storage.owed.obligations import Obligation
from storage.owed.oral_reports import OralReport

DELAY = "delay"
DRAFT_VERB, SAME_VERB, ZERO_VERB = "rdraft", "rsame", "rzero"
ORAL_VERB, AS_DAILY_VERB = "oral", "oralok"


async def delay(desk: Desk, owed: Obligation) -> tuple[Button, ...]:
    if await referral_notes.confirmed(desk, owed) is not None:
        return ()
    return (_delay(desk.words, owed.key),)


def _delay(words: Words, obligation_id: int) -> Button:
    return button(words.plain("button_delay"), DELAY, obligation_id)


def content(desk: Desk, owed: Obligation) -> Button:
    return button(desk.words.plain("button_content"), "rcontent", owed.key)


def report(words: Words, matter: str, obligation_id: int) -> Button:
    return button(words.plain("button_report", matter=matter), "rask", obligation_id)


def take(desk: Desk, owed: Obligation, dialogue_id: int, label: str = "button_take") -> Button:
    said = desk.words.plain(label, matter=naming.matter_of(desk, owed))
    return button(said, "rtake", dialogue_id, owed.key)


async def told_at_meeting(desk: Desk, owed: Obligation) -> OralReport | None:
    """What the body said at the meeting and has still to confirm; not once it has reported."""
    if owed.returned_at is not None:
        return None
    return await oral_reports.waiting(desk.session, owed.key)


def as_daily(desk: Desk, said: OralReport) -> Button:
    """What a body said at the meeting becomes its report of the day."""
    return button(desk.words.plain("button_as_daily"), AS_DAILY_VERB, said.key)


def register(words: Words, *key: int | str) -> tuple[Button, ...]:
    return (button(words.plain("button_register_one"), "reg", 0, *key),)


def also(desk: Desk, owed: Obligation, part_id: int) -> Button:
    label = desk.words.plain("button_take", matter=naming.matter_of(desk, owed))
    return button(label, "ralso", part_id, owed.key)


def receipt(words: Words, under: str, order_id: int) -> tuple[Button, ...]:
    """What answers an order of a matter of this kind."""
    row = kinds.KINDS[MatterKind(under)]
    return tuple(button(words.plain(one.label), one.verb, order_id) for one in row.answered_by)


def under_item(words: Words, item: DueItem) -> tuple[Button, ...]:
    if not item.is_report:
        return receipt(words, item.under, item.order_id)
    asked = report(words, item.matter, item.obligation_id)
    return (asked, _delay(words, item.obligation_id)) if item.may_ask_for_time else (asked,)


async def under_slip(desk: Desk, owed: Obligation) -> Keyboard:
    offered = await delay(desk, owed)
    return (offered,) if offered else ()


async def under_prompt(desk: Desk, owed: Obligation) -> Keyboard:
    listed = (await naming.plan_of(desk, owed)).owed(owed.kind).content
    buttons = (*((content(desk, owed),) if listed else ()), *await delay(desk, owed))
    told = await told_at_meeting(desk, owed)
    # Beside what it said itself nobody is offered zeros, or the figures of the day before.
    at_once = (as_daily(desk, told),) if told is not None else await _at_once(desk, owed)
    return (*((at_once,) if at_once else ()), *((buttons,) if buttons else ()))


async def _at_once(desk: Desk, owed: Obligation) -> tuple[Button, ...]:
    """What reports by one tap, where figures are asked for and nothing was reported yet."""
    form = await understood.form_of(desk, owed)
    if form is None or owed.returned_at is not None:
        return ()
    counts = any(one.kind in MEASURED for one in form.fields)
    before = await understood.day_before(desk, owed)
    words = desk.words
    return (
        *((button(words.plain("button_draft"), DRAFT_VERB, owed.key),) if before else ()),
        *((button(words.plain("button_zero"), ZERO_VERB, owed.key),) if counts else ()),
    )
