"""Second channels: what does not reach its chat is told by mail, chat robot or text message.

None of these proves service; see docs/adr/0008.
"""

from markupsafe import Markup

from messages import drills
from messages.length import plain
from messages.views.channels import ChannelView
from office import post
from office.desk import Desk
from office.matters.naming import address
from office.plan.model import Channel
from storage.delivery import about
from storage.delivery import channels as store
from storage.delivery.channels import ChannelMessage
from storage.immutable import immutable
from storage.subjects import Subject, columns

OFFICE = "office"
"""The recipient that stands for the office."""

GIST = 40


@immutable
class ChannelNotice:
    what: str
    subject: str
    """Together with `what` and the recipient it identifies the message."""
    recipient: str
    html: str
    about: Subject | None = None


def ways_to(desk: Desk, recipient: str) -> tuple[Channel, ...]:
    return tuple(
        channel
        for channel in desk.plan.channels_of(recipient)
        if (desk.jurisdiction, recipient, channel.id) in desk.ways
    )


async def tell(desk: Desk, notice: ChannelNotice) -> None:
    """Queue the notice for each of the recipient's channels, unless it was queued before."""
    for channel in ways_to(desk, notice.recipient):
        key = f"{notice.what}:{notice.subject}:{notice.recipient}:{channel.id}"
        if await store.by_dedupe_key(desk.session, desk.jurisdiction, key) is None:
            drill = bool(await about.is_drill(desk.session, notice.about))
            body = notice.recipient if notice.recipient != OFFICE else None
            if drill and await post.is_unsaid(desk, body):
                return
            desk.session.add(_row(desk, notice, channel, key, drill=drill))
            await desk.session.flush()


def _row(
    desk: Desk, notice: ChannelNotice, channel: Channel, key: str, *, drill: bool
) -> ChannelMessage:
    words, to_office = desk.words, notice.recipient == OFFICE
    view = ChannelView(
        office=desk.plan.office,
        channel=channel.name,
        to_office=to_office,
        you="" if to_office else address(desk, desk.plan, notice.recipient),
        words=Markup(drills.marked(words, notice.html) if drill else notice.html),
    )
    gist = plain(notice.html).strip().partition("\n")[0][:GIST]
    return ChannelMessage(
        jurisdiction=desk.jurisdiction,
        recipient=notice.recipient,
        channel=channel.id,
        title=drills.marked_toast(words, gist) if drill else gist,
        text=plain(words.text("channel_notice", view)),
        dedupe_key=key,
        what=notice.what,
        **columns(notice.about),
        created_at=desk.now,
        next_try_at=desk.now,
    )
