"""The kinds of what a body may owe, one row each. The plan's `owes` says who, when and by when."""

from dataclasses import replace
from enum import StrEnum

from office.plan.when import When
from storage.decisions.matters import MatterKind
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.owed.obligations import Obligation, ObligationKind


class Answer(StrEnum):
    """How a body answers what it owes."""

    PRESS = "press"
    """By pressing 收到 under the order."""
    REPORT = "report"
    """By words, photos or files in reply to what asked for them."""


NO_BOARD = ""
"""What is counted where somebody looks it up, and on no board."""


@immutable
class OwedKind:
    answer: Answer
    when: When
    """The event that makes it owed; a plan may name no other."""
    asked_by: DeliveryKind
    """The message that asks for it: a prompt of its own or what its order sends to the body. The
    service of that message starts the body's clock."""
    board: str
    """The board that counts it: the one under its order, or one of its own."""
    asks_again: str
    """The step of asking again before the deadline."""
    under: tuple[MatterKind, ...] = (MatterKind.ALERT,)
    """The kinds of matter that make it owed; a receipt is owed under each that wants receipts."""
    prompt: str = "report_prompt"
    nudge: str = "report_nudge"
    """The templates of the message that asks and of the one that asks again."""
    slip: str = "slip"
    """How the names of the templates of its slips and their copies begin."""
    while_alert: bool = False
    """Of a day it is owed only where an alert was in force on that day."""
    in_lists: bool = True
    """Slips of one step are told in one list, as they are about the same for all bodies."""
    outlives_matter: bool = False
    """It is asked for because its matter ended, so the end does not stop it."""
    is_accepted: bool = False
    """An answer is not the end of it: the office accepts it 销号, or sends it back."""
    by_forecast: bool = False
    """It looks ahead: a forecast that the body sends answers it, and its answer is read as one."""
    is_signed: bool = False
    """Words of the body are its answer only once somebody has signed them for it."""
    may_be_the_offices: bool = False
    """A plan may leave it to the office itself: it names nobody then, and no deadline."""

    @property
    def is_due_after(self) -> bool:
        """The plan says how long after its event it is due; no order names that deadline."""
        return self.when is When.LIFT or self.answer is Answer.PRESS

    @property
    def has_a_prompt(self) -> bool:
        return self.asked_by is DeliveryKind.PROMPT


def _of_each_day(board: str) -> OwedKind:
    return OwedKind(
        answer=Answer.REPORT,
        when=When.DAILY,
        asked_by=DeliveryKind.PROMPT,
        board=board,
        asks_again="nudge",
    )


def _of_the_end(board: str) -> OwedKind:
    return replace(_of_each_day(board), when=When.LIFT, outlives_matter=True)


_REGISTER = OwedKind(
    answer=Answer.REPORT,
    when=When.ORDER,
    asked_by=DeliveryKind.ALERT,
    board=NO_BOARD,
    asks_again="nudge",
    under=(MatterKind.REGISTER,),
    nudge="register_nudge",
)


def _of_the_calendar(when: When) -> OwedKind:
    """It is asked for as a register is, by a matter of its own; nobody opens one by hand first."""
    return replace(_REGISTER, when=when)


KINDS: dict[str, OwedKind] = {
    ObligationKind.RECEIPT: OwedKind(
        answer=Answer.PRESS,
        when=When.ORDER,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="chase",
        under=(),
    ),
    ObligationKind.DAILY: _of_each_day(BoardKind.REPORTS),
    ObligationKind.CLOSING: _of_the_end(BoardKind.REPORTS),
    "inspection": _of_each_day("inspections"),
    "outlook": replace(_of_each_day("outlooks"), by_forecast=True),
    "assessment": replace(_of_the_end("assessments"), may_be_the_offices=True),
    "control": replace(
        _of_each_day("controls"),
        under=(MatterKind.CONTROL,),
        prompt="control_prompt",
        nudge="control_nudge",
    ),
    "register": _REGISTER,
    "weekly_consultation": _of_the_calendar(When.WEEKLY),
    "monthly_consultation": _of_the_calendar(When.MONTHLY),
    "planned_inspection": _of_the_calendar(When.MONTHLY),
    "yearly_exercise": _of_the_calendar(When.YEARLY),
    "working_group": replace(
        _of_each_day("working_groups"),
        under=(MatterKind.WORKING_GROUP,),
        prompt="working_group_prompt",
        nudge="working_group_nudge",
        while_alert=True,
    ),
    "circular": OwedKind(
        answer=Answer.REPORT,
        when=When.ORDER,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="nudge",
        under=(MatterKind.CIRCULAR,),
        nudge="circular_nudge",
    ),
    ObligationKind.TASK: OwedKind(
        answer=Answer.REPORT,
        when=When.ORDER,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="nudge",
        under=(MatterKind.TASK,),
        nudge="task_nudge",
    ),
    ObligationKind.OPINION: OwedKind(
        answer=Answer.REPORT,
        when=When.ORDER,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="nudge",
        under=(MatterKind.CONSULTATION,),
        nudge="opinion_nudge",
        is_signed=True,
    ),
    ObligationKind.RECTIFY: OwedKind(
        answer=Answer.REPORT,
        when=When.ORDER,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        asks_again="nudge",
        under=(MatterKind.PROBLEM,),
        nudge="problem_nudge",
        slip="problem_slip",
        # Each is about a problem of its own, which a list would not tell.
        in_lists=False,
        is_accepted=True,
    ),
}


FORMER = frozenset({"weekly_consultation", "monthly_consultation"})
"""Reports that bodies handed in before consultations came round; no plan that has these asks so."""


def kind_of(obligation: Obligation) -> OwedKind:
    return KINDS[obligation.kind]


def answered_by_report(kind: str) -> bool:
    return KINDS[kind].answer is Answer.REPORT


def report_kinds() -> tuple[str, ...]:
    return tuple(filter(answered_by_report, KINDS))


def prompted_kinds() -> tuple[str, ...]:
    return tuple(kind for kind, row in KINDS.items() if row.has_a_prompt)


def answers_to_order() -> tuple[str, ...]:
    return tuple(kind for kind in report_kinds() if not KINDS[kind].has_a_prompt)


def headed_by(board: str, *, daily: bool) -> str:
    """The kind whose name heads a board: one of those that it counts."""
    counted = counted_by(board)
    return next(kind for kind in counted if (KINDS[kind].when is When.DAILY) is daily)


def counted_by(board: str) -> tuple[str, ...]:
    return tuple(kind for kind, row in KINDS.items() if row.board == board)
