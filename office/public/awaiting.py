"""A review that nobody answers is asked for once more, and then the office may do without it; what
it answers, and nobody decides on, is laid before the office once more.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import clocks
from office.plan.quiet import quiet_until
from office.post import Place, Posting
from office.public import cards, publishers
from storage.decisions import public_notices as store
from storage.decisions.public_notices import PublicNotice, PublicNoticeState
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.subjects import Subject

UNREVIEWED = "public_unreviewed"
"""The kind of agenda item; its subject is the notice."""
ADOPT_VERB, KEEP_VERB = "pubadopt", "pubkeep"
"""The argument of both is the notice."""
REVIEW = "review"
"""The key in a delivery's context that says that it asks for a review."""
_AGAIN = "review_again"
"""The same of what asks for it once more."""


async def expect_answer(desk: Desk, notice: PublicNotice) -> None:
    said = desk.plan.public_text
    if said is not None:
        await clocks.on_agenda(desk, UNREVIEWED, notice.key, desk.now + said.ask_again_after)


async def say_unreachable(desk: Desk, notice: PublicNotice) -> None:
    """Nobody has been asked, so the office need not wait until anybody is late."""
    await _tell_office(desk, notice, "public_review_unreachable")


async def say_held(desk: Desk, notice: PublicNotice) -> None:
    """What was told before holds no longer, so that nothing is said again until this goes."""
    await _tell_office(desk, notice, "public_repeat_held")


async def say_correction_waits(desk: Desk, notice: PublicNotice) -> None:
    """Its hour has come, but what was told is wrong, and the right words are not reviewed."""
    await _tell_office(desk, notice, "public_correction_waits")


async def look(desk: Desk, notice_id: int) -> str:
    """Ask once more, and then tell the office; no document knows a time for a review."""
    notice = await store.notice(desk.session, notice_id)
    if notice is None or notice.state != PublicNoticeState.UNDER_REVIEW:
        return "reviewed or over"
    wakes = quiet_until(desk.plan.sleep, desk.plan.tz, desk.now)
    if wakes is not None:
        await clocks.on_agenda(desk, UNREVIEWED, notice.key, wakes)
        return "quiet hours"
    if notice.suggested:
        await _ask_for_decision(desk, notice)
        return "office asked to decide"
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    if any(row.context.get(_AGAIN) for row in about):
        await _tell_office(desk, notice, "public_unreviewed_office")
        return "office told"
    await _remind(desk, notice, [row for row in about if _asks(row)])
    await expect_answer(desk, notice)
    return "asked again"


def _asks(row: Delivery) -> bool:
    return row.action == Action.SEND and bool(row.context.get(REVIEW))


async def _ask_for_decision(desk: Desk, notice: PublicNotice) -> None:
    """The reviewer has answered, and the public reads nothing until the office decides on it."""
    html = desk.words.phrase("public_amendment_waits", title=await cards.title(desk, notice))
    message = Message(html, decision(desk, notice))
    await post.tell_office(desk, message, Posting(Subject.of(notice)))


def decision(desk: Desk, notice: PublicNotice) -> Keyboard:
    say = desk.words.plain
    return (
        (
            button(say("button_public_adopt"), ADOPT_VERB, notice.key),
            button(say("button_public_keep"), KEEP_VERB, notice.key),
        ),
    )


async def _remind(desk: Desk, notice: PublicNotice, asked: list[Delivery]) -> None:
    html = desk.words.phrase("public_unreviewed", title=await cards.title(desk, notice))
    for shown in asked:
        posting = Posting(
            Subject.of(notice),
            shown.agency,
            after_id=shown.key,
            reply_to=shown.message_id,
            context={_AGAIN: True},
        )
        place = Place(shown.chat_id, shown.thread_id)
        await post.send(desk, place, DeliveryKind.PUBLIC, Message(html), posting)


async def _tell_office(desk: Desk, notice: PublicNotice, phrase: str) -> None:
    html = desk.words.phrase(
        phrase,
        bodies=publishers.names(desk, publishers.reviewers(desk.plan)),
        title=await cards.title(desk, notice),
    )
    send = button(desk.words.plain("button_public_unreviewed"), cards.SEND_VERB, notice.key)
    await post.tell_office(desk, Message(html, ((send,),)), Posting(Subject.of(notice)))
