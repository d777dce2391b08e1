"""What the public is to be told of an alert, how often and by which media, as documents want it.

The office reads it beside its duties. Nothing is published by the program.
"""

from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration
from office.plan.texts import PlanPart, Slug, Text
from office.plan.times import QuietHours


class PublicText(PlanPart):
    contents: Annotated[tuple[Text, ...], Field(min_length=1)]
    contents_en: tuple[Text, ...] = ()
    # What is told beside that from a level on, by the level's id.
    at_level: dict[Slug, tuple[Text, ...]] = Field(default_factory=dict)
    media: tuple[Text, ...] = ()
    media_en: tuple[Text, ...] = ()
    # How often it is said again while the response lasts, but for these hours.
    repeat_every: Duration | None = None
    silent: QuietHours | None = None
    source: Text | None = None
