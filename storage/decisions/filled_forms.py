"""The office's own forms as they were filled in: open, being signed, signed and frozen."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class FormState(StrEnum):
    OPEN = "open"
    """Offered, or being filled in."""
    ASKED = "asked"
    """Its signatures are awaited; nothing in it changes any more."""
    SIGNED = "signed"
    RETURNED = "returned"
    GIVEN_UP = "given_up"


class FilledForm(Row, table=True):
    """One official form about one alert; what was signed is never made anew."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.FORM
    __tablename__ = "filled_forms"
    __table_args__ = (Index("ix_filled_forms_state", "jurisdiction", "state"),)

    form: str
    """The plan's id of the form."""
    matter_id: int = reference("matters.id", index=True)
    drill: bool = False
    day: date
    """The day that it is of; of a daily form there is one for each day."""
    answers: dict[str, Any] = json_column(default_factory=dict)
    """What people said, by field."""
    state: str = FormState.OPEN
    opened_at: datetime
    filled_by: int | None = telegram_id(default=None)
    filled_at: datetime | None = None
    says: dict[str, Any] = json_column(default_factory=dict)
    """What it says, frozen as it was put up for signature."""
    serial: str | None = None
    signed_at: datetime | None = None
    template_sha256: str | None = None
    """The template that was in force as it was signed."""
    card_id: int | None = back_reference()
    """The message in the office."""


async def form(session: Session, form_id: int) -> FilledForm | None:
    return await session.get(FilledForm, form_id)


async def of_matters(session: Session, matters: Collection[int]) -> list[FilledForm]:
    query = select(FilledForm).where(col(FilledForm.matter_id).in_(matters))
    return list((await session.exec(query.order_by(col(FilledForm.id)))).all())


async def last_answers(session: Session, jurisdiction: str, form: FilledForm) -> dict[str, str]:
    """What was said last of each field, in other forms that were put up for signature.

    A real form never takes over what an exercise made up.
    """
    query = (
        select(FilledForm)
        .where(
            FilledForm.jurisdiction == jurisdiction,
            col(FilledForm.filled_at).is_not(None),
            col(FilledForm.id) != form.key,
            col(FilledForm.drill).in_({False, form.drill}),
        )
        .order_by(col(FilledForm.id).desc())
        .limit(LOOKED_BACK)
    )
    found: dict[str, str] = {}
    for row in (await session.exec(query)).all():
        found = {**row.answers, **found}
    return found


LOOKED_BACK = 20


async def move(
    session: Session, form_id: int, origins: Collection[FormState], to: FormState
) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(FilledForm)
        .where(col(FilledForm.id) == form_id, col(FilledForm.state).in_(origins))
        .values(state=to)
    )
    return result.rowcount == 1
