"""Where the plan asks for it, a body reads a text for the public before it is released."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.public_notices import PublicReviewView
from office import post
from office.bodies import agency_names
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.post import Mailing, Place, Posting
from office.public import awaiting, cards, own_words, publishers, releasing, repeating
from office.reading.public_words import ZH
from office.refusal import Refusal
from storage.decisions import public_notices as store
from storage.decisions.matters import Matter
from storage.decisions.public_notices import PublicNotice, PublicNoticeState
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.subjects import Subject

PASS_VERB, AMEND_VERB = "pubpass", "pubamend"
"""The argument of both is the notice."""


async def ask(desk: Desk, notice: PublicNotice) -> None:
    moved = await store.move(
        desk.session, notice.key, [PublicNoticeState.DRAFTED], PublicNoticeState.UNDER_REVIEW
    )
    if not moved:
        raise Refusal("public_notice_settled")
    notice.state = PublicNoticeState.UNDER_REVIEW
    message = await _message(desk, notice)
    mailings = [
        Mailing(
            Place.of(chat),
            DeliveryKind.PUBLIC,
            message,
            Posting(
                Subject.of(notice),
                body,
                dedupe_key=f"public_review:{notice.key}:{chat.key}",
                context={awaiting.REVIEW: True},
            ),
        )
        for body in publishers.reviewers(desk.plan)
        for chat in await publishers.places(desk, body)
    ]
    await post.send_all(desk, mailings)
    await desk.record("public_review_asked", releasing.audit_subject(notice))
    await cards.show(desk, notice)
    if mailings:
        await awaiting.expect_answer(desk, notice)
    else:
        await awaiting.say_unreachable(desk, notice)


async def show(desk: Desk, notice: PublicNotice) -> None:
    """Bring what asks for the review to what is true now."""
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    for shown in about:
        if shown.action == Action.SEND and shown.context.get(awaiting.REVIEW):
            await post.edit(desk, shown, await _message(desk, notice))


async def passed(desk: Desk, who: Actor, body: str, notice_id: int) -> PublicNotice:
    notice = await _to_review(desk, body, notice_id)
    notice.reviewed_by, notice.reviewed_at = who.user_id, desk.now
    await desk.record("public_review_passed", releasing.audit_subject(notice), body=body)
    await release(desk, notice)
    return notice


async def amendable(desk: Desk, body: str, notice_id: int) -> PublicNotice:
    return await _to_review(desk, body, notice_id)


async def amend(desk: Desk, who: Actor, body: str, notice_id: int, text: str) -> None:
    """Lay the reviewer's words before the office, which decides on them."""
    notice = await _to_review(desk, body, notice_id)
    words = own_words.read(desk, text, ZH)
    notice.suggested = {"words": words, "by": who.user_id, "body": body}
    desk.session.add(notice)
    await desk.session.flush()
    await desk.record("public_review_amended", releasing.audit_subject(notice), body=body, **words)
    message = Message(
        desk.words.phrase(
            "public_amendment",
            body=agency_names.short(desk, body),
            person=who.name,
            title=await cards.title(desk, notice),
            lines=[line for lines in words.values() for line in lines],
        ),
        awaiting.decision(desk, notice),
    )
    await post.tell_office(desk, message, Posting(Subject.of(notice)))
    await awaiting.expect_answer(desk, notice)


async def adopt(desk: Desk, who: Actor, notice_id: int, *, adopted: bool) -> PublicNotice:
    """Release it in the reviewer's words, or as it was."""
    require_office(desk, who)
    notice = await _under_review(desk, notice_id)
    if not notice.suggested:
        raise Refusal("button_obsolete")
    said = notice.suggested
    if adopted:
        await own_words.put(desk, notice, said["words"])
        notice.reviewed_by, notice.reviewed_at = said["by"], desk.now
    await desk.record(
        "public_amendment_adopted" if adopted else "public_amendment_declined",
        releasing.audit_subject(notice),
        body=said["body"],
    )
    await release(desk, notice)
    return notice


async def release(desk: Desk, notice: PublicNotice) -> None:
    """Let it go after its review, or without it; it need not be said again at once."""
    await releasing.release(desk, notice)
    await show(desk, notice)
    await repeating.expect(desk, await desk.session.get_one(Matter, notice.matter_id))


async def _to_review(desk: Desk, body: str, notice_id: int) -> PublicNotice:
    if body not in publishers.reviewers(desk.plan):
        raise Refusal("public_not_your_review")
    return await _under_review(desk, notice_id)


async def _under_review(desk: Desk, notice_id: int) -> PublicNotice:
    notice = await store.notice(desk.session, notice_id)
    if notice is None or notice.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if notice.state != PublicNoticeState.UNDER_REVIEW:
        raise Refusal("public_notice_settled")
    return notice


async def _message(desk: Desk, notice: PublicNotice) -> Message:
    view = PublicReviewView(
        title=await cards.title(desk, notice),
        state=notice.state,
        versions=cards.versions_of(notice),
    )
    return Message(desk.words.text("public_review", view), _keyboard(desk, notice))


def _keyboard(desk: Desk, notice: PublicNotice) -> Keyboard:
    if notice.state != PublicNoticeState.UNDER_REVIEW:
        return ()
    say = desk.words.plain
    return (
        (
            button(say("button_public_pass"), PASS_VERB, notice.key),
            button(say("button_public_amend"), AMEND_VERB, notice.key),
        ),
    )
