"""A consultation as it is opened: its row, and the forecast that those who confer are shown."""

from messages.render import Message
from office import post
from office.desk import Desk
from office.forecasts import echo, telling
from office.forecasts.telling import IllustratedAir
from office.matters import playing
from office.matters.consultations import ConsultationTerms
from office.post import Mailing, Place, Posting
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.sky import forecasts
from storage.sky.consultations import Consultation
from storage.sky.forecasts import AirKind, Forecast
from storage.subjects import Subject


async def issued(desk: Desk, order: Order) -> None:
    said = ConsultationTerms.of(order)
    forecast = await _to_confer_on(desk, order)
    row = Consultation(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        drill=order.drill,
        occasion=said.occasion,
        serial=order.serial or "",
        asked=said.text,
        due_at=said.due_at,
        boxes=said.boxes,
        proposal_id=said.proposal_id,
        forecast_id=forecast.key if forecast is not None else None,
        opened_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    if forecast is not None:
        await _show(desk, order, forecast)


async def _to_confer_on(desk: Desk, order: Order) -> Forecast | None:
    """The forecast that counts; in an exercise that has one of its own, that one."""
    own = await playing.own_forecast(desk, drill=order.drill)
    if own is not None:
        return await forecasts.forecast(desk.session, own)
    known = await forecasts.in_force(desk.session, desk.jurisdiction, AirKind.FORECAST)
    return known[-1] if known else None


async def _show(desk: Desk, order: Order, forecast: Forecast) -> None:
    """Let each body read the forecast below the notice; a reply to it is its opinion as well."""
    html = desk.words.text("forecast_now", await echo.echo(desk, forecast))
    shown = telling.IllustratedAir(Message(html), echo.picture(desk, forecast))
    owed = await obligations.of_occasion(
        desk.session, order.matter_id, ObligationKind.OPINION, of_order(order.key)
    )
    mailings = [one for row in owed for one in await _to_body(desk, row, shown)]
    await post.send_all(desk, mailings)


async def _to_body(desk: Desk, owed: Obligation, shown: IllustratedAir) -> list[Mailing]:
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, owed.agency)
    return [await _to_chat(desk, owed, chat, shown) for chat in bound if chat.reachable]


async def _to_chat(desk: Desk, owed: Obligation, chat: Chat, shown: IllustratedAir) -> Mailing:
    notice = f"alert:{owed.order_id}:{chat.key}"
    before = await outbox.by_dedupe_key(desk.session, desk.jurisdiction, notice)
    posting = Posting(
        Subject.of(owed),
        owed.agency,
        # An answer would overtake the notice, which says what the forecast is shown for.
        after_id=before.key if before is not None else None,
        dedupe_key=f"consultation_air:{owed.key}:{chat.key}",
    )
    return Mailing(Place.of(chat), DeliveryKind.ANSWER, shown.message, shown.drawn(posting))
