"""What a body may owe: one row a kind. Who, when and by when stands in the plan's `owes`."""

from dataclasses import dataclass
from enum import StrEnum

from storage.boards import BoardKind
from storage.matters import MatterKind
from storage.obligations import Obligation, ObligationKind
from storage.outbox import DeliveryKind


class Answer(StrEnum):
    """How a body answers what it owes."""

    PRESS = "press"
    """收到 under the order."""
    REPORT = "report"
    """Words, photos or files, in reply to what asked for them."""


@dataclass(frozen=True, slots=True)
class OwedKind:
    answer: Answer
    asked_by: DeliveryKind
    """The message that asks for it, whose service starts the body's clock: a prompt of its own, or
    what its order sends to the body."""
    board: str
    """The board that counts it: what stands under its order, or one of its own."""
    asks_again: str
    """The step of asking again before the deadline."""
    under: tuple[MatterKind, ...] = (MatterKind.ALERT,)
    """The kinds of matter that make it owed; a receipt is owed under each that wants receipts."""
    prompt: str = "report_prompt"
    nudge: str = "report_nudge"
    """The templates of what asks, and of what asks again."""
    outlives_matter: bool = False
    """It is asked for because its matter ended, so that the end stops nothing of it."""

    @property
    def has_a_prompt(self) -> bool:
        """It is asked for by a message of its own, not by its order."""
        return self.asked_by is DeliveryKind.PROMPT


KINDS: dict[str, OwedKind] = {
    ObligationKind.RECEIPT: OwedKind(
        answer=Answer.PRESS,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="chase",
        under=(),
    ),
    ObligationKind.DAILY: OwedKind(
        answer=Answer.REPORT,
        asked_by=DeliveryKind.PROMPT,
        board=BoardKind.REPORTS,
        asks_again="nudge",
    ),
    ObligationKind.CLOSING: OwedKind(
        answer=Answer.REPORT,
        asked_by=DeliveryKind.PROMPT,
        board=BoardKind.REPORTS,
        asks_again="nudge",
        outlives_matter=True,
    ),
    ObligationKind.TASK: OwedKind(
        answer=Answer.REPORT,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="nudge",
        under=(MatterKind.TASK,),
        nudge="task_nudge",
    ),
}


def kind_of(obligation: Obligation) -> OwedKind:
    return KINDS[obligation.kind]


def answered_by_report(kind: str) -> bool:
    """It is answered by a report."""
    return KINDS[kind].answer is Answer.REPORT


def report_kinds() -> tuple[str, ...]:
    """The kinds that are answered by a report."""
    return tuple(filter(answered_by_report, KINDS))


def prompted_kinds() -> tuple[str, ...]:
    """The kinds that a message of their own asks for."""
    return tuple(kind for kind, row in KINDS.items() if row.has_a_prompt)


def answers_to_order() -> tuple[str, ...]:
    """The kinds that the reply to an order answers."""
    return tuple(kind for kind in report_kinds() if not KINDS[kind].has_a_prompt)


def counted_by(board: str) -> tuple[str, ...]:
    """The kinds that a board counts."""
    return tuple(kind for kind, row in KINDS.items() if row.board == board)
