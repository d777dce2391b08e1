"""Another office's alert came by letter: what that office is to us says what follows."""

from messages.keyboards import button
from messages.render import Message
from messages.views.letters import NeighbourAlertView
from office import post
from office.desk import Desk
from office.plan.model import Body, OutsideOffice, Relation
from office.post import Posting
from office.region import above, alert_news, offices
from office.region.alert_news import AlertNews
from storage.immutable import immutable
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject

JOIN_IN_VERB = "joinin"
"""The argument is the letter of the neighbour with whom it was agreed to start together."""


@immutable
class NeighbourAlert:
    """An alert of an office beside us, however it came."""

    sender: str
    title: str
    number: str
    news: AlertNews
    join: tuple[str, int]
    """The verb and the argument of the button by which ours is drafted."""
    posting: Posting
    changes: str = ""
    """The number of the earlier one that it changes or ends, where it came as a CAP message."""


async def to_join(desk: Desk, letter_id: int) -> AlertNews | None:
    """What a neighbour's letter proposes, if it is their newest; a forged id finds nothing."""
    letter = await store.letter(desk.session, letter_id)
    if letter is None or letter.kind != LetterKind.ALERT:
        return None
    newest = await store.newest(
        desk.session, letter.jurisdiction, desk.jurisdiction, LetterKind.ALERT
    )
    body = desk.plan.body_with_office(letter.jurisdiction)
    if newest is not letter or not isinstance(body, OutsideOffice) or not body.joint:
        return None
    return AlertNews.of_letter(letter)


async def take(desk: Desk, letter: Letter) -> str:
    """Our own plan says what the sender is to us: a letter cannot make itself an order."""
    news = AlertNews.of_letter(letter)
    body = desk.plan.body_with_office(letter.jurisdiction)
    if isinstance(body, OutsideOffice) and body.relation is Relation.UPPER:
        return await above.take(desk, letter, news)
    told = NeighbourAlert(
        sender=await offices.name_of(desk, letter.jurisdiction),
        title=letter.title,
        number=letter.number,
        news=news,
        join=(JOIN_IN_VERB, letter.key),
        posting=Posting(Subject.of(letter), dedupe_key=f"letter:{letter.key}"),
    )
    return await show(desk, body, told)


async def show(desk: Desk, body: Body | None, told: NeighbourAlert) -> str:
    news = told.news
    known = alert_news.level_here(desk.plan, news)
    agreed = isinstance(body, OutsideOffice) and body.joint and not news.ends
    # Whoever proposed it reads of the other's start, and has nothing to start in its turn.
    together = agreed and not (known and await above.is_enough(desk, known.rank))
    draft = button(desk.words.plain("button_join_in"), *told.join)
    keyboard = ((draft,),) if together and known is not None else ()
    view = _view(told, together=together)
    message = Message(desk.words.text("neighbour_alert", view), keyboard)
    await post.tell_office(desk, message, told.posting)
    return "proposed" if together else "informed"


def _view(told: NeighbourAlert, *, together: bool) -> NeighbourAlertView:
    news = told.news
    return NeighbourAlertView(
        sender=told.sender,
        title=told.title,
        number=told.number,
        colour=news.colour,
        together=together,
        ends=news.ends,
        starts_at=news.starts_at,
        hours=news.hours,
        ends_at=news.ends_at,
        pollutant=news.pollutant_name,
        area=news.area,
        grounds=news.grounds,
        changes=told.changes,
    )
