"""The ladders: what follows, step by step, where nothing comes in time."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from office.plan.chains import SignedBy
from office.plan.deadlines import ByClock, Deadline
from office.plan.durations import Duration
from office.plan.texts import PlanPart, Slug, Text
from storage.immutable import immutable

StepMark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4)]


def _as_posts(written: Any) -> Any:
    """A post that is named alone confirms alone, as plans said it before there could be several."""
    if written is None:
        return ()
    return (written,) if isinstance(written, str) else written


Confirming = Annotated[tuple[Slug, ...], BeforeValidator(_as_posts)]


class Addressee(StrEnum):
    """Who is told by a step of a ladder."""

    BODY = "body"
    """The body that owes what the ladder is climbed for."""
    OFFICE = "office"


SIGN_WITHIN = timedelta(hours=2)
"""How long a signature on slips is awaited where the plan does not say it."""


LIMIT_WITHIN = timedelta(minutes=30)
"""How long slips wait for somebody to say by when, where the plan does not say it."""

GATE_WITHIN = timedelta(hours=24)
"""What a body has from what opened a gate to the step behind it, where neither that nor the plan
says a time. No plan fixes it."""

LEAST_WAKING_HOURS = 4
"""What everybody has at least who gets a slip with a limit that a person has set."""


class CopiesWhen(StrEnum):
    """When the posts that a step names get a copy of its slip."""

    ALWAYS = "always"
    ASKED = "asked"
    """Where the signer of the slip says so with the signature or, where nobody signs it, the office
    when it has gone. Unanswered, no copy goes."""


class LimitWhen(StrEnum):
    """Who says by when a slip is to be complied with."""

    FIXED = "fixed"
    ASKED = "asked"
    """The office, before the slip goes; if it does not, the plan's time holds."""


class SentHow(StrEnum):
    """How a referral reaches the office that it goes to."""

    CHAT = "chat"
    PAPER = "paper"
    """It is printed and taken there, and whoever takes it signs for it."""


class Gate(StrEnum):
    """What must hold of a problem before a step is prepared; until it does, the ladder rests."""

    BULLETIN = "bulletin"
    """A bulletin that names it was served on the body, or a higher level found it."""
    LISTING = "listing"
    """The notice of listed supervision (挂牌督办) was served on the body."""


class Rung(PlanPart):
    """One step of a ladder: what follows if nothing came in time."""

    step: Slug
    # The messages have a title and a mark for some steps (`SPOKEN_SLIPS`, `SPOKEN_WORDS`). Here a
    # plan may call any step as its own rules do.
    title: Text | None = None
    title_en: Text | None = None
    mark: StepMark | None = None
    # A slip has a serial, is served on the body and waits for the morning. Any other step is told
    # to its addressees at any hour.
    slip: bool = True
    addressees: Annotated[tuple[Addressee, ...], Field(min_length=1)] = (Addressee.BODY,)
    # It counts from the deadline of the rung before; for the first rung, from the obligation's.
    after: Duration
    # It is not prepared before this holds. Where a later step's gate is open and this one's is not,
    # it is passed over: listed supervision stands by itself and asks for no bulletin.
    needs: Gate | None = None
    # So long after what opens the gate was served this step is due, where that names no time.
    gate_within: Duration | None = None
    # The time to comply: a span, or an hour of a following day. None of the two means none.
    comply_within: Duration | None = None
    comply_by: ByClock | None = None
    # It is at least so many hours outside the night after the slip was served.
    waking_hours: Annotated[int, Field(ge=1, le=24)] | None = None
    # It goes in private as well to whoever answers for the body (`responsible` beside it).
    responsible: bool = False
    copies: tuple[Slug, ...] = ()
    copies_when: CopiesWhen = CopiesWhen.ALWAYS
    # Where it stands that these posts get a copy.
    copies_source: Text | None = None
    # These bodies lay each copy before the leaders, so it goes to their chats as well.
    copies_through: tuple[Slug, ...] = ()
    # Its slip is not issued before these have signed. All that fall due at one instant are signed
    # by one tap; after `sign_within` the officer on duty and the director hear of what waits.
    sign: SignedBy = ()
    sign_within: Duration | None = None
    # Where it is asked, the office has so long to set a limit of its own. The slip then goes with
    # the time to comply above, if nobody has.
    limit: LimitWhen = LimitWhen.FIXED
    limit_within: Duration | None = None
    # What it is offered, counted from when it is asked and ending in working hours.
    limit_choices: tuple[Duration, ...] = ()
    # If these are given, a person decides about the step, and it goes to somebody else.
    proposed_to: Slug | None = None
    # Each of these in turn; none of them alone sends it where there are several.
    confirmed_by: Confirming = ()
    sent_to: Slug | None = None
    sent: SentHow = SentHow.CHAT
    source: Text | None = None

    @property
    def is_decided(self) -> bool:
        return bool(self.confirmed_by)

    @property
    def goes_on_paper(self) -> bool:
        return self.sent is SentHow.PAPER

    @property
    def asks_for_copies(self) -> bool:
        return bool(self.copies) and self.copies_when is CopiesWhen.ASKED

    @property
    def asks_the_signer_for_copies(self) -> bool:
        return self.asks_for_copies and bool(self.sign)

    @property
    def asks_for_limit(self) -> bool:
        return self.limit is LimitWhen.ASKED

    @property
    def is_drafted(self) -> bool:
        """Whether people have a say before its slip goes."""
        return bool(self.sign) or self.asks_for_limit

    @property
    def limit_awaited(self) -> timedelta:
        return LIMIT_WITHIN if self.limit_within is None else self.limit_within

    @property
    def gate_awaited(self) -> timedelta:
        return GATE_WITHIN if self.gate_within is None else self.gate_within

    @property
    def signed_within(self) -> timedelta:
        return SIGN_WITHIN if self.sign_within is None else self.sign_within

    @property
    def is_spoken(self) -> bool:
        return self.step in (SPOKEN_SLIPS if self.slip else SPOKEN_WORDS)

    @property
    def time_to_comply(self) -> Deadline | None:
        return self.comply_within if self.comply_by is None else self.comply_by

    @property
    def only_reminds(self) -> bool:
        return self.time_to_comply is None and not self.copies and not self.is_decided


NOTHING_YET = "none"
"""The step of an obligation before anything was asked again; no rung has this name."""

SPOKEN_SLIPS: dict[str, str] = {
    "reminder": "🔔",
    "yellow": "🟡",
    "orange": "🟠",
    "red": "🔴",
    "referral": "⚖️",
}
"""Slips for which the messages have their own words, each with its mark."""

SPOKEN_WORDS: dict[str, str] = {"overdue": "❗", "office_told": "❗"}
"""Steps other than slips for which the messages have their own words."""

OTHER_MARK = "📄"
"""The mark of a step to which neither the plan nor the messages give one."""


@immutable
class Ladder:
    """The steps that follow one after another until what is owed has come."""

    rungs: tuple[Rung, ...] = ()
    one_slip: bool = False
    """What a body misses later is added to the slip that is open, and brings none of its own."""

    @property
    def only_says(self) -> bool:
        """It has steps, and none of them is a slip."""
        return bool(self.rungs) and not self.has_slips

    @property
    def has_slips(self) -> bool:
        return any(rung.slip for rung in self.rungs)

    @property
    def in_a_drill(self) -> "Ladder":
        """The same steps, which go to nobody but the body itself: no copies, no referral."""
        served = (rung for rung in self.rungs if not rung.is_decided)
        alone = {"copies": (), "copies_through": (), "responsible": False}
        return replace(self, rungs=tuple(rung.model_copy(update=alone) for rung in served))

    def rung(self, step: str) -> Rung | None:
        return next((rung for rung in self.rungs if rung.step == step), None)

    def after(self, step: str) -> Rung | None:
        following = self._place(step) + 1
        return self.rungs[following] if following < len(self.rungs) else None

    def open_after(self, step: str, gates: Collection[Gate]) -> Rung | None:
        """The step that follows, or a later one whose gate is open where its own is closed."""
        following = self.after(step)
        if following is None or following.needs is None or following.needs in gates:
            return following
        later = self.rungs[self._place(step) + 1 :]
        return next((rung for rung in later if rung.needs in gates), following)

    @property
    def has_gates(self) -> bool:
        return any(rung.needs for rung in self.rungs)

    def gates_after(self, step: str) -> frozenset[Gate]:
        later = self.rungs[self._place(step) + 1 :]
        return frozenset(rung.needs for rung in later if rung.needs is not None)

    def behind(self, gate: Gate) -> Rung | None:
        """The step that waits for it."""
        return next((rung for rung in self.rungs if rung.needs is gate), None)

    def reached(self, step: str) -> str:
        """The last of the words that follow this step before the next slip, or the step itself."""
        following = self.after(step)
        while following is not None and not following.slip:
            step, following = following.step, self.after(following.step)
        return step

    def spoken_of(self, step: str) -> Rung | None:
        """The step itself, or the one before it if only the people concerned may hear of it."""
        upto = self.rungs[: self._place(step) + 1]
        return next((rung for rung in reversed(upto) if not rung.is_decided), None)

    def has_reached(self, step: str, other: str) -> bool:
        """Whether this step is that other one or comes after it."""
        return self._place(step) >= self._place(other)

    def is_last(self, step: str) -> bool:
        return self._place(step) + 1 == len(self.rungs)

    def _place(self, step: str) -> int:
        return next((place for place, rung in enumerate(self.rungs) if rung.step == step), -1)


def _word(step: str, *addressees: Addressee) -> Rung:
    return Rung(step=step, after=timedelta(), slip=False, addressees=addressees)


USUAL_LADDERS: dict[str, tuple[Rung, ...]] = {
    "receipt": (_word("overdue", Addressee.BODY, Addressee.OFFICE),),
    "gentle": (_word("office_told", Addressee.OFFICE),),
    "report": (),
}
"""The further ladders of plans that were written for one ladder; none of them has a slip."""
