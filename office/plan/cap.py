"""How alerts go out in the form of CAP 1.2: what a message says that no order does."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from office.plan.durations import Duration
from office.plan.sources import NO_SOURCE
from office.plan.texts import PlanPart, Text

# The standard allows no blank, comma, < or & in it.
CapName = Annotated[str, StringConstraints(pattern=r"^[^\s,<&]{1,100}$")]
# By GB/T 2260.
Geocode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
_POINT = r"-?[0-9]{1,2}(\.[0-9]+)?,-?[0-9]{1,3}(\.[0-9]+)?"
# Points as latitude,longitude with a blank between two; the last one is the first again.
Polygon = Annotated[
    str, StringConstraints(pattern=rf"^{_POINT}( {_POINT}){{3,}}$", max_length=8000)
]


class EventCode(PlanPart):
    """What a list of events calls heavy pollution weather."""

    scheme: Text
    code: CapName
    source: Text = NO_SOURCE


class CapRules(PlanPart):
    # Under which name messages go out; every other sender in the world has another one. Without it
    # the name is made of the jurisdiction's.
    sender: CapName | None = None
    web: Text | None = None
    contact: Text | None = None
    contact_en: Text | None = None
    geocode: Geocode | None = None
    geocode_source: Text | None = None
    polygon: Polygon | None = None
    polygon_source: Text | None = None
    event_codes: tuple[EventCode, ...] = ()
    # A message says until when it holds. Where an alert has no announced end, for this long.
    open_end: Duration = timedelta(hours=72)
    # Receivers show for so long after the end that there is no danger any more.
    all_clear: Annotated[Duration, Field(gt=timedelta())] = timedelta(hours=24)
    source: Text = NO_SOURCE


USUAL_CAP = CapRules()
"""The rules of plans that say nothing of such messages."""
