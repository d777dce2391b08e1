"""What a slip lists besides the obligation that it was issued for."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, col, select, update

from storage.columns import Row, reference
from storage.database import Session
from storage.occasions import Occasion
from storage.owed.obligations import Obligation, ObligationState
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState
from storage.transaction.answers import Belonging


class SlipItem(Row, table=True):
    __tablename__ = "slip_items"

    slip_id: int = reference("slips.id", index=True)
    obligation_id: int = reference("obligations.id", index=True)
    added_at: datetime
    named: bool = False
    """The text of the slip names it. If not, it was added later, by a message of its own."""
    gathers: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """The office reads of it in a list that is still gathered."""
    dropped_at: datetime | None = None
    """Since when it does not count, because its message reached nobody or the slip was void."""


_OF_SLIP = Belonging(SlipItem, by="slip_id")
_OF_OBLIGATION = Belonging(SlipItem, by="obligation_id")


async def items_of(session: Session, slip: Slip) -> list[SlipItem]:
    # Most slips list nothing more, and whoever reads them asks no question more.
    return _standing(await _OF_SLIP.to(session, slip.key)) if slip.lists_more else []


async def items_about(session: Session, owed: Obligation) -> list[SlipItem]:
    return _standing(await _OF_OBLIGATION.to(session, owed.key)) if owed.joined else []


async def slips_listing(session: Session, owed: Obligation) -> list[Slip]:
    """The slips that were issued for it or list it as well, in their order of issue."""
    own = await slips.slips_of(session, owed.key)
    others = [await session.get_one(Slip, it.slip_id) for it in await items_about(session, owed)]
    return sorted({slip.key: slip for slip in (*own, *others)}.values(), key=lambda it: it.key)


async def slips_counting(session: Session, owed: Obligation) -> list[Slip]:
    """Those of them from which its ladder counts: none from before its report was sent back."""
    since = owed.returned_at
    if since is None:
        return await slips_listing(session, owed)
    own = await slips.slips_of(session, owed.key)
    added = [one for one in await items_about(session, owed) if one.added_at >= since]
    others = [await session.get_one(Slip, one.slip_id) for one in added]
    anew = [slip for slip in own if slip.times_returned == owed.times_returned]
    counting = [*anew, *others]
    return sorted({slip.key: slip for slip in counting}.values(), key=lambda it: it.key)


async def added_since(session: Session, jurisdiction: str, since: datetime) -> list[SlipItem]:
    """The items of open slips that were added by a message of their own."""
    query = (
        select(SlipItem)
        .join(Slip, col(Slip.id) == col(SlipItem.slip_id))
        .where(
            SlipItem.jurisdiction == jurisdiction,
            col(SlipItem.added_at) > since,
            col(SlipItem.named).is_(False),
            col(SlipItem.dropped_at).is_(None),
            Slip.state == SlipState.ISSUED,
        )
    )
    return list((await session.exec(query.order_by(col(SlipItem.id)))).all())


async def serials_of_occasion(
    session: Session, matter_id: int, kinds: Collection[str], occasion: Occasion
) -> dict[str, str]:
    """By body: the serial of the newest open slip that lists what it still owes of this."""
    query = (
        select(Obligation.agency, Slip.serial)
        .join(SlipItem, col(SlipItem.obligation_id) == col(Obligation.id))
        .join(Slip, col(Slip.id) == col(SlipItem.slip_id))
        .where(
            Obligation.matter_id == matter_id,
            col(Obligation.kind).in_(kinds),
            Obligation.occasion == occasion,
            Obligation.state == ObligationState.OPEN,
            col(SlipItem.dropped_at).is_(None),
            Slip.state == SlipState.ISSUED,
            col(Slip.is_referral).is_(False),
        )
        .order_by(col(Slip.id))
    )
    return dict((await session.exec(query)).all())


def _standing(items: Collection[SlipItem]) -> list[SlipItem]:
    return [item for item in items if item.dropped_at is None]


async def gathering(session: Session, jurisdiction: str) -> list[SlipItem]:
    query = select(SlipItem).where(
        SlipItem.jurisdiction == jurisdiction,
        col(SlipItem.gathers).is_(True),
        col(SlipItem.dropped_at).is_(None),
    )
    return list((await session.exec(query.order_by(col(SlipItem.id)))).all())


async def told(session: Session, item: SlipItem) -> bool:
    """Return False where another look has told it first."""
    result = await session.exec(
        update(SlipItem)
        .where(col(SlipItem.id) == item.key, col(SlipItem.gathers).is_(True))
        .values(gathers=False)
    )
    if result.rowcount != 1:
        return False
    item.gathers = False
    return True
