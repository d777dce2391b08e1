"""Describes the scripted people as the YAML file gives them: their characters and texts."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from office.plan.durations import Duration
from office.plan.faults import Fault, FaultyPlan, Said

ActorText = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Photos = Annotated[int, Field(ge=2, le=10)]
"""The number of photos that an album may have."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Character(_Entry):
    """How a liaison behaves; a delay that is missing means that the liaison never does it."""

    zh: ActorText
    en: ActorText
    receipt_after: Duration | None = None
    report_after: Duration | None = None
    asks_for_time_after: Duration | None = None
    photos: Photos | None = None
    corrects_after: Duration | None = None
    then: str | None = None

    def says(self, locale: str) -> str:
        return self.en if locale == "en" else self.zh


class Texts(_Entry):
    """What the scripted people write in one language."""

    reports: Annotated[tuple[ActorText, ...], Field(min_length=1)]
    closing_reports: Annotated[tuple[ActorText, ...], Field(min_length=1)]
    asking_for_time: ActorText
    correction: ActorText


class Actors(_Entry):
    characters: dict[str, Character]
    agencies: dict[str, str] = {}
    everyday: Annotated[tuple[str, ...], Field(min_length=1)]
    yours: tuple[str, ...] = ()
    texts: dict[Literal["zh", "en"], Texts]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = [*self._unknown_characters(), *self._missing_texts()]
        if faults:
            raise FaultyPlan(faults)
        return self

    def of(self, agencies: Iterable[str]) -> dict[str, str]:
        """Return the name of each agency's character at the start."""
        return {
            agency: self.agencies.get(agency, self.everyday[place % len(self.everyday)])
            for place, agency in enumerate(agencies)
        }

    def everyday_ones(self) -> "Actors":
        """The same people in an office where no agency has a character of its own."""
        return self.model_copy(update={"agencies": {}, "yours": ()})

    def strangers(self, agencies: Iterable[str]) -> Iterator[Fault]:
        # The file may name agencies that this plan does not have.
        known = set(agencies)
        named = [(f"agencies.{agency}", agency) for agency in self.agencies]
        named += [(f"yours.{place}", agency) for place, agency in enumerate(self.yours)]
        for key, agency in named:
            if agency not in known:
                yield Fault(key, *_no_such_agency(agency))

    def _unknown_characters(self) -> Iterator[Fault]:
        used = [(f"everyday.{place}", name) for place, name in enumerate(self.everyday)]
        used += [(f"agencies.{agency}", name) for agency, name in self.agencies.items()]
        used += [
            (f"characters.{name}.then", character.then)
            for name, character in self.characters.items()
            if character.then is not None
        ]
        for key, name in used:
            if name not in self.characters:
                yield Fault(key, *self._no_such_character(name))

    def _no_such_character(self, name: str) -> tuple[Said, Said]:
        known = ", ".join(self.characters)
        return (
            Said(f"没有“{name}”这个性格", f"there is no character '{name}'"),
            Said(
                f"从 {known} 里选，或在 characters 里补上", f"use one of {known}, or add it there"
            ),
        )

    def _missing_texts(self) -> Iterator[Fault]:
        for locale in ("zh", "en"):
            if locale not in self.texts:
                problem = Said(f"缺少 {locale} 的文字", f"the texts in '{locale}' are missing")
                yield Fault("texts", problem, Said("补上", "add them"))


def _no_such_agency(agency: str) -> tuple[Said, Said]:
    return (
        Said(f"预案里没有“{agency}”这个单位", f"the plan has no agency '{agency}'"),
        Said("用预案 agencies 里的 id", "use an id from the plan's agencies"),
    )
