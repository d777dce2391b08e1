"""The picture under a brief: how many have answered, day by day, and what was reported.

It names nobody who is late. Only inside the office it says of a sum that some of it is still to be
checked, as that is between a body and the office.
"""

from datetime import date, timedelta

from messages.pictures.frozen import frozen
from messages.render import Message
from messages.views.briefs import BriefCount, BriefView
from messages.views.pictures import BriefPicture, DrawnDay, DrawnShare
from office import enclosing
from office.desk import Desk
from office.enclosing import Drawing
from office.ladder.policies import owed_under
from office.plan.model import When
from office.post import Posting
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.owed import obligations
from storage.owed.obligations import ObligationState

CRAFT, NAME = "brief_picture", "brief.png"
DAYS = timedelta(days=7)


@immutable
class IllustratedBrief:
    message: Message
    picture: Drawing | None = None

    def drawn(self, posting: Posting) -> Posting:
        return enclosing.drawn(self.picture, posting) if self.picture is not None else posting


async def picture_of(desk: Desk, order: Order, view: BriefView) -> Drawing | None:
    """None where there is nothing to be drawn, as nothing was asked for yet."""
    drawn = await _view(desk, order, view)
    if not drawn.shares and not drawn.days:
        return None
    return Drawing(CRAFT, frozen(drawn, desk.words), NAME)


async def _view(desk: Desk, order: Order, view: BriefView) -> BriefPicture:
    today = desk.local(desk.now).date()
    return BriefPicture(
        colour=view.colour,
        title=view.title,
        day=view.day if view.has_started else 0,
        at=view.at,
        shares=tuple(_share(desk, one) for one in view.counts),
        days=await _days(desk, order, today - DAYS),
        of=view.of,
        sums=view.sums,
        drill=order.drill,
        curbs=view.curbs,
    )


def _share(desk: Desk, one: BriefCount) -> DrawnShare:
    what = desk.words.plain("picture_receipts") if one.is_receipt else one.what
    return DrawnShare(what, one.done, one.total)


async def _days(desk: Desk, order: Order, since: date) -> tuple[DrawnDay, ...]:
    """The reports of each day that most bodies owe: the first that the plan names of a day."""
    daily = owed_under(await desk.plan_of(order), order.matter_kind, When.DAILY)
    if not daily:
        return ()
    rows = await obligations.states_by_day(desk.session, order.matter_id, daily[0].kind, since)
    found: dict[date, dict[str, int]] = {}
    for day, state, count in rows:
        found.setdefault(day, {})[state] = count
    return tuple(_day(day, counts) for day, counts in found.items())


def _day(day: date, counts: dict[str, int]) -> DrawnDay:
    return DrawnDay(
        day,
        in_time=counts.get(ObligationState.MET, 0),
        late=counts.get(ObligationState.MET_LATE, 0),
        missing=counts.get(ObligationState.OPEN, 0),
    )
