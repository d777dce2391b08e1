"""What the public is told of an alert, how often, by whom, and how short.

The office reads it beside its duties. From it and from the order the texts are made that the bodies
named here publish; nothing is published by the program itself.
"""

from datetime import timedelta
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
    # The bodies that publish it. Where none is named, or none can be reached, the office hands the
    # texts on.
    publishers: tuple[Slug, ...] = ()
    publishers_source: Text | None = None
    # The bodies of which one reads it before it is released; without any it is released at once.
    reviewers: tuple[Slug, ...] = ()
    reviewers_source: Text | None = None
    # How often it is said again while the response lasts, but for these hours.
    repeat_every: Duration | None = None
    repeat_every_source: Text | None = None
    # The same for single levels, by their ids.
    repeat_at_level: dict[Slug, Duration] = Field(default_factory=dict)
    silent: QuietHours | None = None
    # Under whose name text messages go; without it under the command's.
    signature: Text | None = None
    # What text messages advise at a level, the most important first: as much of it is said as there
    # is room for. Without it they have the level's own advice.
    short_advice: dict[Slug, tuple[Text, ...]] = Field(default_factory=dict)
    short_advice_source: Text | None = None
    # After how long a body that has not said yet that it published, or has not reviewed, is asked
    # once more. No document knows such a time.
    ask_again_after: Duration = timedelta(minutes=30)
    source: Text | None = None

    def repeats_at(self, level: str) -> timedelta | None:
        return self.repeat_at_level.get(level, self.repeat_every)
