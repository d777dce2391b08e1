"""The papers that bodies keep ready: registers 名录 that stay current, and what is filed 备案."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from office.plan.faults import Said, reject
from office.plan.texts import PlanPart, Slug, Text

_NO_LEAP_YEAR = 2001


def _of_each_year(value: str) -> str:
    try:
        date.fromisoformat(f"{_NO_LEAP_YEAR}-{value}")
    except ValueError:
        raise reject(
            Said(f"“{value}”不是每年都有的日期", f"'{value}' is no day of every year"),
            Said("写月和日，例如 09-30", "write month and day, such as 09-30"),
        ) from None
    return value


# A month and a day of each year, such as 09-30.
YearDay = Annotated[str, AfterValidator(_of_each_year)]


class Paper(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    # Whose it is: ids of bodies and names of groups or sections.
    who: tuple[Slug, ...] = ()
    # Those who are no bodies of the plan, such as enterprises; nobody asks them here.
    who_else: Text | None = None
    who_else_en: Text | None = None
    # With whom it is filed, or to whom it is reported.
    to: Text | None = None
    to_en: Text | None = None
    # When it is due, each year, and from when on it is asked for. Without a day it is asked for by
    # hand or when a response starts.
    by: YearDay | None = None
    ask_from: YearDay | None = None
    asked_at_start: bool = False
    form: Literal["any", "file", "text"] = "any"
    note: Text | None = None
    note_en: Text | None = None
    source: Text | None = None

    def is_asked_from(self, day: date) -> bool:
        return self.ask_from == f"{day:%m-%d}"

    @property
    def yearly_day(self) -> date | None:
        return date.fromisoformat(f"{_NO_LEAP_YEAR}-{self.by}") if self.by else None

    def due_day(self, asked_on: date) -> date | None:
        """The next day on which it is due; None where the plan names none."""
        if self.by is None:
            return None
        here = date.fromisoformat(f"{asked_on.year}-{self.by}")
        return here if here >= asked_on else here.replace(year=asked_on.year + 1)


class Register(Paper):
    """A list that its owner keeps current."""


class Filing(Paper):
    """What is drawn up once and filed with somebody."""
