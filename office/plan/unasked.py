"""How much a body's group hears in a day without having asked."""

from typing import Annotated

from pydantic import Field

from office.plan.texts import PlanPart, Text


class Unasked(PlanPart):
    """Without it a group hears of everything, however much came before on its day."""

    # Where a group hears so many things on a day, whatever only reminds it is left out.
    a_day: Annotated[int, Field(ge=1)] = 5
    source: Text | None = None
