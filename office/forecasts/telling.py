"""What is told of the air: a preview of what somebody sent, and what counts now."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import enclosing, post
from office.desk import Desk
from office.enclosing import Drawing
from office.forecasts import echo
from office.post import Posting
from storage.immutable import immutable
from storage.sky import forecasts as store
from storage.sky.forecasts import AirKind, Forecast

KEEP_VERB, DROP_VERB = "fcok", "fcno"


@immutable
class IllustratedAir:
    message: Message
    picture: Drawing | None = None

    def drawn(self, posting: Posting) -> Posting:
        return enclosing.drawn(self.picture, posting) if self.picture is not None else posting


async def preview(desk: Desk, row: Forecast) -> IllustratedAir:
    """Show how it was read; it counts only once its sender says so."""
    keep = button(desk.words.plain("button_forecast_keep"), KEEP_VERB, row.key)
    drop = button(desk.words.plain("button_forecast_drop"), DROP_VERB, row.key)
    view, picture = await echo.illustrated(desk, row)
    html = desk.words.text("forecast_preview", view)
    return IllustratedAir(Message(html, ((keep, drop),)), picture)


async def now(desk: Desk, keyboard: Keyboard, *, with_grade: bool = True) -> IllustratedAir:
    """Show the forecast that counts; its figures are no secret to any body."""
    known = await store.in_force(desk.session, desk.jurisdiction, AirKind.FORECAST)
    if not known:
        return IllustratedAir(Message(desk.words.phrase("forecast_none"), keyboard))
    view, picture = await echo.illustrated(desk, known[-1], with_grade=with_grade)
    return IllustratedAir(Message(desk.words.text("forecast_now", view), keyboard), picture)


async def tell_office(desk: Desk, row: Forecast) -> None:
    """Let the office read what a body has sent."""
    view, picture = await echo.illustrated(desk, row)
    told = IllustratedAir(Message(desk.words.text("forecast_now", view)), picture)
    await post.tell_office(desk, told.message, told.drawn(Posting()))
