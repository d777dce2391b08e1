"""What the office registered for an agency that answered by telephone or on paper."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select, update

from storage.columns import Row, reference, telegram_id
from storage.database import Session


class Way(StrEnum):
    PHONE = "phone"
    PAPER = "paper"
    OTHER = "other"


class RegistrationState(StrEnum):
    STANDING = "standing"
    OBJECTED = "objected"
    """The agency says that it is not true; the office has not decided."""
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


class Registration(Row, table=True):
    __tablename__ = "registrations"

    obligation_id: int = reference("obligations.id", index=True)
    agency: str
    way: str
    reported_by: str
    """The person of the agency who answered, as the officer wrote the name down."""
    reported_at: datetime
    """When that person answered, as the officer says."""
    registered_by: int = telegram_id()
    registered_at: datetime
    backfilled: bool = False
    """It was entered so long after the answer that it is marked 补录."""
    step_due_at: datetime | None = None
    """When the ladder would have acted next; it goes on there if this is withdrawn."""
    state: str = RegistrationState.STANDING
    objected_by: int | None = telegram_id(default=None)
    objected_at: datetime | None = None
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None


async def registration(session: Session, registration_id: int) -> Registration | None:
    query = select(Registration).where(Registration.id == registration_id)
    return (await session.exec(query)).first()


async def standing(session: Session, obligation_id: int) -> Registration | None:
    """The registration by which this was answered, unless the office withdrew it."""
    query = select(Registration).where(
        Registration.obligation_id == obligation_id,
        Registration.state != RegistrationState.WITHDRAWN,
    )
    return (await session.exec(query.order_by(col(Registration.id).desc()))).first()


async def objected(session: Session, jurisdiction: str) -> list[Registration]:
    query = select(Registration).where(
        Registration.jurisdiction == jurisdiction,
        Registration.state == RegistrationState.OBJECTED,
    )
    return list((await session.exec(query.order_by(col(Registration.id)))).all())


async def claim(
    session: Session,
    registration_id: int,
    before: tuple[RegistrationState, ...],
    after: RegistrationState,
) -> bool:
    """Return False where somebody else moved it to another state first."""
    result = await session.exec(
        update(Registration)
        .where(col(Registration.id) == registration_id, col(Registration.state).in_(before))
        .values(state=after)
    )
    return result.rowcount == 1
