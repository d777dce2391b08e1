"""Who confirmed a referral, post by post, where the plan wants more than one."""

from datetime import datetime

from sqlmodel import col, select

from storage.columns import Row, reference, telegram_id
from storage.database import Session


class ReferralConfirmation(Row, table=True):
    __tablename__ = "referral_confirmations"

    slip_id: int = reference("slips.id", index=True)
    position: str
    confirmed_by: int = telegram_id()
    confirmed_at: datetime


async def of_slip(session: Session, slip_id: int) -> list[ReferralConfirmation]:
    query = select(ReferralConfirmation).where(ReferralConfirmation.slip_id == slip_id)
    return list((await session.exec(query.order_by(col(ReferralConfirmation.id)))).all())
