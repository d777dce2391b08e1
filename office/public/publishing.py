"""已发布: who has published a text for the public, when and where; softly asked for once more."""

from messages.render import Message
from office import post
from office.bodies import agency_names
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.matters import clocks
from office.obligations import restraint
from office.plan.quiet import quiet_until
from office.post import Posting
from office.public import asking, cards, publishers, releasing
from office.refusal import Refusal
from storage.decisions import public_notices as store
from storage.decisions.public_notices import Publication, PublicNotice, PublicNoticeState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.subjects import Subject

UNPUBLISHED = asking.UNPUBLISHED
WHERE_AT_MOST = 100


async def published(desk: Desk, who: Actor, body: str, publication_id: int) -> Publication:
    """The body itself says so; whoever of it is first is on record."""
    row, notice = await _known(desk, publication_id)
    if row.body != body:
        raise Refusal("public_not_your_text")
    return await _record(desk, who, row, notice)


async def registered(desk: Desk, who: Actor, publication_id: int) -> Publication:
    """代为登记: the office says it for a body that told it otherwise."""
    require_office(desk, who)
    row, notice = await _known(desk, publication_id)
    return await _record(desk, who, row, notice)


async def _record(desk: Desk, who: Actor, row: Publication, notice: PublicNotice) -> Publication:
    if not await store.publish(desk.session, row.key, who.user_id, desk.now):
        raise Refusal("public_published_already")
    row.published_by, row.published_at = who.user_id, desk.now
    await clocks.off_agenda(desk, asking.UNPUBLISHED, row.key)
    await desk.record("public_notice_published", releasing.audit_subject(notice), body=row.body)
    await _show(desk, notice, row)
    return row


async def say_where(desk: Desk, who: Actor, publication_id: int, text: str) -> None:
    """Whoever said that it is published says where; a later word takes the place of the first."""
    row, notice = await _known(desk, publication_id)
    if row.published_by != who.user_id:
        raise Refusal("public_where_not_yours")
    where = " ".join(text.split())
    if not where or len(where) > WHERE_AT_MOST:
        raise Refusal("public_where_length", most=WHERE_AT_MOST)
    row.published_where = where
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "public_notice_published_where",
        releasing.audit_subject(notice),
        body=row.body,
        where=where,
    )
    await _show(desk, notice, row)


async def _show(desk: Desk, notice: PublicNotice, row: Publication) -> None:
    await asking.redraw(desk, notice, row)
    await cards.show(desk, notice)


async def _known(desk: Desk, publication_id: int) -> tuple[Publication, PublicNotice]:
    row = await store.publication(desk.session, publication_id)
    notice = await store.notice(desk.session, row.notice_id) if row is not None else None
    if row is None or notice is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return row, notice


async def look(desk: Desk, publication_id: int) -> str:
    """Ask once more, and then tell the office; no document knows a slip for it."""
    row, notice = await _known(desk, publication_id)
    if row.published_at is not None or notice.state != PublicNoticeState.RELEASED:
        return "published or over"
    wakes = quiet_until(desk.plan.sleep, desk.plan.tz, desk.now)
    if wakes is not None:
        await clocks.on_agenda(desk, asking.UNPUBLISHED, row.key, wakes)
        return "quiet hours"
    row.asked_again += 1
    desk.session.add(row)
    await desk.session.flush()
    if row.asked_again > 1:
        await _tell_office(desk, notice, row)
        return "office told"
    of = Subject.of(notice)
    if await restraint.reminded(desk, [row.body], of, "publication"):
        await _remind(desk, notice, row)
    await asking.expect_answer(desk, row)
    return "asked again"


async def _remind(desk: Desk, notice: PublicNotice, row: Publication) -> None:
    html = desk.words.phrase("public_unpublished", title=await cards.title(desk, notice))
    for shown in (await outbox.deliveries(desk.session, row.cards)).values():
        place = post.Place(shown.chat_id, shown.thread_id)
        posting = Posting(Subject.of(notice), row.body, reply_to=shown.message_id)
        await post.send(desk, place, DeliveryKind.PUBLIC, Message(html), posting)


async def _tell_office(desk: Desk, notice: PublicNotice, row: Publication) -> None:
    html = desk.words.phrase(
        "public_unpublished_office",
        body=agency_names.short(desk, row.body),
        title=await cards.title(desk, notice),
        at=row.asked_at,
    )
    await post.tell_office(desk, Message(html), Posting(Subject.of(notice)))


def reads(desk: Desk, body: str | None) -> bool:
    """Whether this body publishes or reviews what the public is told."""
    return body in (*publishers.publishers(desk.plan), *publishers.reviewers(desk.plan))
