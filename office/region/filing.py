"""备案: our own orders are filed with the office above, and those of our counties with us."""

from collections.abc import Collection

from messages.render import Message
from messages.views.letters import FiledOrderView
from office import post
from office.desk import Desk
from office.matters.kinds import TAKES_BACK
from office.plan.model import Plan
from office.post import Posting
from office.region import alert_news, letters, offices
from office.region.alert_news import AlertNews
from storage.decisions.matters import Order
from storage.region.filed_orders import FiledOrder
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject


async def write(desk: Desk, plan: Plan, order: Order, written_to: Collection[str]) -> None:
    """File an order of ours with the office above, if it is on this bot or was for this alert."""
    above = desk.plan.upper
    if above is None or above.jurisdiction is None:
        return
    if above.id not in written_to and not await offices.is_here(desk, above.jurisdiction):
        return
    news = alert_news.of_order(desk, plan, order)
    await letters.write(
        desk,
        above.jurisdiction,
        LetterKind.FILING,
        title_of(desk, news),
        key=f"filing:{order.key}",
        number=news.number,
        about=Subject.of(order),
        news=news.as_payload(),
        **news.beside_payload(),
    )


async def take(desk: Desk, letter: Letter) -> str:
    news = AlertNews.of_letter(letter)
    body = desk.plan.body_with_office(letter.jurisdiction)
    desk.session.add(
        FiledOrder(
            jurisdiction=desk.jurisdiction,
            body=body.id if body else letter.jurisdiction,
            kind=f"alert_{news.kind}",
            title=letter.title,
            number=letter.number,
            facts={"level": news.level_name, "starts_at": news.starts_at.isoformat()},
            filed_at=desk.now,
            letter_id=letter.key,
        )
    )
    sender = await offices.name_of(desk, letter.jurisdiction)
    view = FiledOrderView(
        sender, letter.title, letter.number, news.ends, news.starts_at, news.grounds
    )
    message = Message(desk.words.text("letter_filing", view))
    await post.tell_office(
        desk, message, Posting(Subject.of(letter), dedupe_key=f"letter:{letter.key}")
    )
    return "filed"


def title_of(desk: Desk, news: AlertNews) -> str:
    what = TAKES_BACK if news.takes_back else news.kind
    return desk.words.plain(f"title_{what}", level=news.level_name)
