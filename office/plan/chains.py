"""Who signs an order before it goes out, step by step."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from office.plan.texts import PlanPart, Slug, Text


class Act(StrEnum):
    """What a signature is called: 审核同意, 同意 or 批准 of an order, 审查 or 签发 of a form."""

    REVIEW = "review"
    AGREE = "agree"
    APPROVE = "approve"
    EXAMINE = "examine"
    ISSUE = "issue"


class Issuer(StrEnum):
    """In whose name an order is issued."""

    OFFICE = "office"
    COMMAND = "command"


class ChainStep(PlanPart):
    """One signature: that of a post, or of whichever of several posts gives it first."""

    by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    act: Act = Act.AGREE


def _as_steps(written: Any) -> Any:
    """A post that is named alone is a step of its own."""
    if not isinstance(written, list | tuple):
        return written
    return [{"by": [one]} if isinstance(one, str) else one for one in written]


SignedBy = Annotated[tuple[ChainStep, ...], BeforeValidator(_as_steps)]
"""Who signs one after another, such as `[director]`."""


class Declining(ChainStep):
    source: Text | None = None


EndingChain = tuple[ChainStep, ...] | Literal["standing"]
"""Steps of its own, or those of the level that stands."""


class Chains(PlanPart):
    """Who signs the orders that no level's chain signs. Where nobody does, the office issues."""

    # An adjustment takes the chain of its new level, or of the higher of both.
    adjust: Literal["new", "higher"] = "new"
    cancel: EndingChain = ()
    lift: EndingChain = ()
    # A control dispatch; where nobody signs it, the office issues it as it does a notice.
    control: tuple[ChainStep, ...] = ()
    # A notice to chosen bodies; where nobody signs it, the office issues it.
    notice: tuple[ChainStep, ...] = ()
    # A bulletin that names problems; where nobody signs it, the office issues it.
    bulletin: tuple[ChainStep, ...] = ()
    # The notice of 挂牌督办, listed supervision; where nobody signs it, the office issues it.
    listing: tuple[ChainStep, ...] = ()
    # Each of these posts alone may say 认定整改不力 of an answer that was sent back; where none is
    # named, nobody may, and the next step waits for the time that the answer was returned with.
    poor: tuple[Slug, ...] = ()
    # Who signs that a response is not started; where nobody is named, the office cannot record it.
    decline: tuple[Declining, ...] = ()
    # Who signs that an exercise is held; where nobody is named, the director does.
    drill: tuple[ChainStep, ...] = ()
    # Without it a lift is issued in the name in which its level is.
    lift_in_name_of: Issuer | None = None
    source: Text | None = None
