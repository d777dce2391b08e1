"""The kinds of matter that the office opens and closes, one row each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from office.plan.appraisal import Naming
from office.plan.model import (
    Act,
    AnyPlan,
    Body,
    BodyKind,
    Capability,
    ChainStep,
    County,
    Level,
    Plan,
    SerialKind,
    Team,
)
from storage.decisions.matters import Matter, MatterKind, MatterState, Order, OrderKind
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind

PREVIOUS = "previous_level"
"""The key in an order's snapshot for the level that an adjustment replaces."""
COUNTIES = "counties"
"""The key in what an alert's order says for the counties concerned; without it all of them are."""
LEFT_OUT = "left_out"
"""The key for the counties that this adjustment leaves out: they read that once."""
BY_LETTER = "by_letter"
"""The key for bodies whose own office is told by a letter, so that their chats are not told too."""
TAKES_PART = "takes_part"
"""The key for the bodies that take part in an exercise; without it all do."""
SCRIPTED = "scripted"
"""The key for those of them for which the clock answers, and which are told nothing."""
NOT_BEGUN = "not_begun"
"""The key in an adjustment's snapshot for whether the level that it replaces was only announced."""


GROUP = "group"
"""The key in `Order.says` for the team in whose name an order goes out."""
OWING = "owing"
"""The key in `Order.says` for the bodies that report each day, where not all that are told do."""
FIRST_DAY = "first_day"
"""The key in `Order.says` for the first day that is reported on, where the order names it."""
NAMED_FOR = "named_for"
"""The key in `Order.says` for what a bulletin of an appraisal names bodies for."""
ASKS = "asks"
"""The key in `Order.says` for the kinds of what it makes owed, where the office chose them."""


TAKES_BACK = "takes_back"
"""The key in an adjustment's snapshot where it takes an announced end back and changes nothing."""
FALLS = "falls"
"""The key in an adjustment's snapshot for the order of an announced end that falls with it."""
ENDS_AT = "ends_at"
"""The key in an adjustment's snapshot for the hour of an announced end that falls with it."""


class Signatures(StrEnum):
    """Who has to sign before an order goes out."""

    OF_LEVEL = "of level"
    """The chain that the plan gives the level, or its own for an order that ends the matter."""
    OF_CONTROL = "of control"
    """The chain that the plan gives control dispatches, if it gives one. Their end takes none."""
    OF_NOTICE = "of notice"
    """The chain that the plan gives notices, if it gives one. Their end takes none."""
    OF_BULLETIN = "of bulletin"
    """The chain that the plan gives bulletins, if it gives one. Their end takes none."""
    OF_APPRAISAL_BULLETIN = "of appraisal bulletin"
    """The chain that the plan gives bulletins which name bodies for that, if it gives one."""
    OF_GROUP = "of group"
    """The head of the team in whose name the order goes out, if it goes out in one's name."""
    NONE = "none"


class Addressees(StrEnum):
    ALL = "all"
    """Every body that the kind concerns."""
    CHOSEN = "chosen"
    """Those that the order names."""


@immutable
class ReceiptButton:
    """One way to answer an order; with several, a body says by its press which one it takes."""

    label: str
    """The phrase of its label; with `_of` behind it, the label names the body as well."""
    verb: str
    typed: frozenset[str]
    """Words that are as good as the press, where they are a reply to the order."""
    registered: str = ""
    """The phrase that stands below the order where the office registered this answer."""
    begins: str = ""
    """The word with which a longer reply of the same meaning begins."""

    def is_typed(self, text: str, bare: str) -> bool:
        return bare in self.typed or bool(self.begins and text.strip().startswith(self.begins))


RECEIVED = ReceiptButton(
    "button_receipt", "got", frozenset({"收到", "收到了", "已收到"}), "receipt_line_registered"
)
COMING = ReceiptButton(
    "button_coming",
    "mtcome",
    frozenset({"参会", "参加", "准时参会", "按时参会", "准时参加"}),
    "meeting_line_registered",
)
ON_LEAVE = ReceiptButton("button_on_leave", "mtleave", frozenset({"请假"}), begins="请假")
OPINION = ReceiptButton("button_opinion", "cnask", frozenset())
AGREEMENT = ReceiptButton(
    "button_agreement",
    "cnagree",
    frozenset({"同意上述意见", "同意以上意见", "同意上述", "无不同意见", "没有不同意见", "无异议"}),
)


def _nobody(_plan: AnyPlan) -> tuple[str, ...]:
    return ()


def _copied_on_control(plan: AnyPlan) -> tuple[str, ...]:
    return plan.control.copies if plan.control else ()


@immutable
class KindOfMatter:
    id: MatterKind
    """The names of its templates and its audit subjects begin with this."""
    name: str
    """What an office calls it; the glossary has the same word."""
    opened_by: Capability
    signatures: Signatures
    told: Addressees
    receipts: bool
    """Everybody who is told owes 收到, unless the order does not ask for it.
    `plan/owed_kinds.py` says what else is owed."""
    ends: Mapping[OrderKind, MatterState]
    """The orders that end it, each with the state of the matter afterwards."""
    serials: Mapping[OrderKind, SerialKind]
    """The series of numbers of each kind of order; a kind without a series has no number."""
    answered_by: tuple[ReceiptButton, ...] = (RECEIVED,)
    """The buttons by which a receipt is given, or without receipts an answer is."""
    corrected: bool = False
    """A later order may correct what it says, for all who read it."""
    concluded_by: str = ""
    """The verb of the button by which the office concludes it, where no drafted order closes it."""
    gathers: bool = False
    """People come together at the hour that its order names, and it may be moved to another."""
    expires: bool = False
    """It ends by itself when the hours that its order names are over, if it names any."""
    has_level: bool = False
    """Its orders name a level of the plan: a response starts, is adjusted, lasts until an end."""
    concerns: tuple[BodyKind, ...] = (BodyKind.AGENCY,)
    """The kinds of body that may be told of it and owe something under it.

    A plan may add single bodies of other kinds (`told`).
    """
    several: bool = True
    """Several may be open, and several drafts pending, at the same time."""
    tells_leaders: bool = False
    copied: Callable[[AnyPlan], tuple[str, ...]] = _nobody
    """The bodies that read its orders, and confirm and owe nothing."""
    ends_when_answered: bool = False
    """The last answer ends it, and nobody has to say so."""
    handed_on: bool = False
    """Whom it cannot reach gets it from the office, which is shown the text to hand on."""
    end_clears: bool = False
    """Its end takes back whatever is still owed under it. After an alert that stays owed."""
    names_liaison: bool = False
    """The head of the team that organises it is asked to name whoever speaks for the others."""
    disputed: bool = False
    """Whoever is charged by it may say that this is not theirs to do; the office decides."""
    mark: str = ""
    """The sign before its title if no level gives a colour."""
    prefix: str = ""
    """The prefix of its phrases. Those of an alert are older than other kinds and have none."""

    def key(self, phrase: str) -> str:
        return f"{self.prefix}{phrase}"


KINDS: dict[MatterKind, KindOfMatter] = {
    row.id: row
    for row in (
        KindOfMatter(
            id=MatterKind.ALERT,
            name="预警",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_LEVEL,
            told=Addressees.ALL,
            receipts=True,
            ends={
                OrderKind.CANCEL: MatterState.CANCELLED,
                OrderKind.LIFT: MatterState.LIFTED,
            },
            serials={
                OrderKind.ISSUE: SerialKind.ALERT,
                OrderKind.ADJUST: SerialKind.ADJUST,
                OrderKind.CANCEL: SerialKind.CANCEL,
                OrderKind.LIFT: SerialKind.LIFT,
            },
            has_level=True,
            several=False,
            tells_leaders=True,
        ),
        KindOfMatter(
            id=MatterKind.NOTICE,
            name="沙尘健康提示",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.ALL,
            receipts=False,
            ends={},
            serials={OrderKind.ISSUE: SerialKind.NOTICE},
            expires=True,
            mark="🌫",
            prefix="notice_",
        ),
        KindOfMatter(
            id=MatterKind.CIRCULAR,
            name="通知",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_NOTICE,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={
                OrderKind.CANCEL: MatterState.CANCELLED,
                OrderKind.CLOSE: MatterState.CLOSED,
            },
            serials={OrderKind.ISSUE: SerialKind.CIRCULAR},
            expires=True,
            concerns=(BodyKind.AGENCY, BodyKind.TEAM, BodyKind.COUNTY),
            end_clears=True,
            mark="📣",
            prefix="circular_",
        ),
        KindOfMatter(
            id=MatterKind.WORKING_GROUP,
            name="工作组",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_NOTICE,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={
                OrderKind.CANCEL: MatterState.CANCELLED,
                OrderKind.CLOSE: MatterState.CLOSED,
            },
            serials={OrderKind.ISSUE: SerialKind.WORKING_GROUP},
            concerns=(BodyKind.AGENCY, BodyKind.TEAM, BodyKind.COUNTY),
            mark="🧭",
            prefix="working_group_",
        ),
        KindOfMatter(
            id=MatterKind.TASK,
            name="交办",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_GROUP,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={
                OrderKind.CANCEL: MatterState.CANCELLED,
                OrderKind.CLOSE: MatterState.CLOSED,
            },
            serials={OrderKind.ISSUE: SerialKind.TASK},
            concerns=(BodyKind.AGENCY, BodyKind.TEAM, BodyKind.COUNTY),
            end_clears=True,
            mark="📋",
            prefix="task_",
        ),
        KindOfMatter(
            id=MatterKind.CONTROL,
            name="强化管控",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_CONTROL,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={OrderKind.CLOSE: MatterState.CLOSED},
            serials={OrderKind.ISSUE: SerialKind.CONTROL},
            concerns=(BodyKind.AGENCY, BodyKind.COUNTY),
            several=False,
            copied=_copied_on_control,
            mark="🛡",
            prefix="control_",
        ),
        KindOfMatter(
            id=MatterKind.CONVENING,
            name="督导帮扶",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={OrderKind.CLOSE: MatterState.CLOSED},
            serials={OrderKind.ISSUE: SerialKind.CONVENING},
            concerns=(BodyKind.AGENCY, BodyKind.TEAM),
            end_clears=True,
            names_liaison=True,
            mark="🔎",
            prefix="convening_",
        ),
        KindOfMatter(
            id=MatterKind.REQUEST,
            name="商请函",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.CHOSEN,
            receipts=False,
            ends={},
            serials={OrderKind.ISSUE: SerialKind.REQUEST},
            expires=True,
            concerns=(BodyKind.OUTSIDE,),
            handed_on=True,
            mark="✉️",
            prefix="request_",
        ),
        KindOfMatter(
            id=MatterKind.REGISTER,
            name="名录备案",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.CHOSEN,
            receipts=False,
            ends={OrderKind.CLOSE: MatterState.CLOSED},
            serials={OrderKind.ISSUE: SerialKind.REGISTER},
            concerns=(BodyKind.AGENCY, BodyKind.TEAM, BodyKind.COUNTY),
            end_clears=True,
            ends_when_answered=True,
            mark="📒",
            prefix="register_",
        ),
        KindOfMatter(
            id=MatterKind.PROBLEM,
            name="问题",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={OrderKind.CANCEL: MatterState.CANCELLED},
            serials={OrderKind.ISSUE: SerialKind.TASK},
            concerns=(BodyKind.AGENCY, BodyKind.COUNTY),
            end_clears=True,
            disputed=True,
            mark="🔧",
            prefix="problem_",
        ),
        KindOfMatter(
            id=MatterKind.BULLETIN,
            name="通报",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_BULLETIN,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={OrderKind.CANCEL: MatterState.CANCELLED},
            serials={
                OrderKind.ISSUE: SerialKind.BULLETIN,
                OrderKind.ADJUST: SerialKind.BULLETIN,
            },
            corrected=True,
            end_clears=True,
            expires=True,
            concerns=(BodyKind.AGENCY, BodyKind.COUNTY),
            mark="📰",
            prefix="bulletin_",
        ),
        KindOfMatter(
            id=MatterKind.APPRAISAL_BULLETIN,
            name="考核通报",
            opened_by=Capability.OFFICE,
            signatures=Signatures.OF_APPRAISAL_BULLETIN,
            told=Addressees.CHOSEN,
            receipts=True,
            ends={OrderKind.CANCEL: MatterState.CANCELLED},
            serials={OrderKind.ISSUE: SerialKind.APPRAISAL_BULLETIN},
            expires=True,
            concerns=(BodyKind.AGENCY, BodyKind.COUNTY),
            end_clears=True,
            mark="📰",
            prefix="appraisal_bulletin_",
        ),
        KindOfMatter(
            id=MatterKind.MEETING,
            name="会议",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.CHOSEN,
            receipts=True,
            answered_by=(COMING, ON_LEAVE),
            gathers=True,
            ends={OrderKind.CANCEL: MatterState.CANCELLED},
            serials={
                OrderKind.ISSUE: SerialKind.MEETING,
                OrderKind.ADJUST: SerialKind.MEETING,
            },
            concerns=(BodyKind.AGENCY, BodyKind.TEAM, BodyKind.COUNTY),
            end_clears=True,
            mark="🗓",
            prefix="meeting_",
        ),
        KindOfMatter(
            id=MatterKind.CONSULTATION,
            name="会商",
            opened_by=Capability.OFFICE,
            signatures=Signatures.NONE,
            told=Addressees.CHOSEN,
            receipts=False,
            answered_by=(OPINION, AGREEMENT),
            concluded_by="cnend",
            ends={
                OrderKind.CANCEL: MatterState.CANCELLED,
                OrderKind.CLOSE: MatterState.CLOSED,
            },
            serials={OrderKind.ISSUE: SerialKind.CONSULTATION},
            concerns=(BodyKind.AGENCY, BodyKind.TEAM),
            end_clears=True,
            mark="🗣",
            prefix="consultation_",
        ),
    )
}


ALERT = KINDS[MatterKind.ALERT]


class Saying(Protocol):
    """What an order of a kind without levels says, as it is drafted."""

    @property
    def kind(self) -> MatterKind: ...

    @property
    def hours(self) -> int | None:
        """How long it holds, if it ends by itself."""

    def check(self, plan: AnyPlan, now: datetime) -> None:
        """Refuse what cannot be issued."""

    def as_says(self) -> dict[str, Any]:
        """The form in which the order's row keeps it."""


def of_matter(matter: Matter) -> KindOfMatter:
    return KINDS[MatterKind(matter.kind)]


def of_order(order: Order) -> KindOfMatter:
    return KINDS[MatterKind(order.matter_kind)]


def ends(order: Order) -> bool:
    return order.kind in of_order(order).ends


def takes_back(order: Order) -> bool:
    """Whether an adjustment leaves all as it stood before an end was announced for a later hour."""
    return TAKES_BACK in order.snapshot


def ends_later(order: Order) -> bool:
    """Whether it ends an alert at an hour that it names."""
    named = not order.at_once and order.starts_at > order.drafted_at
    return of_order(order).has_level and ends(order) and named


def asks_for(order: Order, owed: str) -> bool:
    """Whether the order makes this owed, as far as the office chose what it asks for."""
    chosen = order.says.get(ASKS)
    return chosen is None or owed in chosen


def wants_receipts(order: Order) -> bool:
    return of_order(order).receipts and asks_for(order, ObligationKind.RECEIPT)


def is_answered_by_press(order: Order) -> bool:
    """Whether buttons stand below it: those of a receipt, or others that its kind has."""
    row = of_order(order)
    return wants_receipts(order) or (not row.receipts and row.answered_by != (RECEIVED,))


def expires(order: Order) -> bool:
    return of_order(order).expires and order.hours is not None


def starts(order: Order) -> bool:
    return of_order(order).has_level and not ends(order)


def audit_subject(order: Order) -> str:
    return f"{order.matter_kind}:{order.matter_id}"


def concerned(plan: AnyPlan, kind: KindOfMatter) -> tuple[Body, ...]:
    return tuple(
        body for body in plan.bodies if body.body_kind in kind.concerns or body.hears_of(kind.id)
    )


def addressed(plan: Plan, order: Order) -> tuple[Body, ...]:
    kind = of_order(order)
    possible = concerned(plan, kind)
    if kind.told is Addressees.ALL:
        wanted = (body for body in possible if is_concerned(order, body))
    else:
        chosen = order.says["bodies"]
        wanted = (body for body in possible if body.id in chosen)
    return tuple(body for body in wanted if takes_part(order, body.id))


def copied(plan: Plan, order: Order) -> tuple[Body, ...]:
    """Whoever reads the order without being addressed."""
    told = {body.id for body in addressed(plan, order)}
    return tuple(plan.body(one) for one in of_order(order).copied(plan) if one not in told)


def told_in_chats(plan: Plan, order: Order) -> tuple[Body, ...]:
    """The bodies addressed, except those whose own office gets a letter."""
    by_letter = order.says.get(BY_LETTER, ())
    return tuple(body for body in addressed(plan, order) if body.id not in by_letter)


def takes_part(order: Order, body_id: str) -> bool:
    playing = order.says.get(TAKES_PART)
    return playing is None or body_id in playing


def is_scripted(order: Order, body_id: str) -> bool:
    """Whether the clock answers for this body, so that nothing is told to it."""
    return body_id in order.says.get(SCRIPTED, ())


def is_concerned(order: Order, body: Body) -> bool:
    """Whether the order is for this body, as far as its counties were chosen."""
    chosen = order.says.get(COUNTIES)
    if chosen is None or body.body_kind is not BodyKind.COUNTY:
        return True
    return body.id in chosen or is_left_out(order, body.id)


def is_left_out(order: Order, body_id: str | None) -> bool:
    """Whether this adjustment tells the county that the alert concerns it no more."""
    return body_id in order.says.get(LEFT_OUT, ())


def counties_chosen(plan: AnyPlan, order: Order) -> tuple[County, ...]:
    """The counties concerned, where the office has chosen them; nothing where all are."""
    chosen = order.says.get(COUNTIES)
    return tuple(one for one in plan.counties if chosen is not None and one.id in chosen)


def level_of(plan: Plan, order: Order) -> Level:
    if order.level is None:
        raise ValueError(f"order {order.id} is of a kind that has no levels")
    return plan.level(order.level)


def level_named(plan: AnyPlan, order: Order) -> Level | None:
    return plan.known_level(order.level) if order.level is not None else None


def mark(plan: AnyPlan, order: Order) -> str:
    level = level_named(plan, order)
    return level.colour if level is not None else of_order(order).mark


def is_quiet_exempt(plan: AnyPlan, order: Order) -> bool:
    level = level_named(plan, order)
    return level is not None and level.quiet_exempt


def raises(plan: Plan, order: Order) -> bool:
    return _rise(plan, order) > 0


def lowers(plan: Plan, order: Order) -> bool:
    return _rise(plan, order) < 0


def _rise(plan: Plan, order: Order) -> int:
    """By how many ranks an adjustment raises the level; below zero where it lowers it."""
    left = order.snapshot.get(PREVIOUS)
    if order.kind != OrderKind.ADJUST or left is None:
        return 0
    return level_of(plan, order).rank - plan.level(left).rank


def chain(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    return _CHAINS[of_order(order).signatures](plan, order)


def group_of(plan: AnyPlan, order: Order) -> Team | None:
    """The team in whose name it goes out."""
    return headed_team(plan, order.says.get(GROUP, ""))


def headed_team(plan: AnyPlan, team_id: str) -> Team | None:
    return next((one for one in headed_teams(plan) if one.id == team_id), None)


def headed_teams(plan: AnyPlan) -> tuple[Team, ...]:
    """The teams of which a post of the plan is the head."""
    return tuple(team for team in plan.teams if team.headed_by is not None)


def _unsigned(_plan: Plan, _order: Order) -> tuple[ChainStep, ...]:
    return ()


def _of_control(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    return () if ends(order) else plan.chains.control


def _of_notice(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    return () if ends(order) else plan.chains.notice


def _of_bulletin(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    return () if ends(order) else plan.chains.bulletin


def _of_appraisal_bulletin(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    rules = plan.appraisal.bulletins if plan.appraisal is not None else {}
    rule = rules.get(Naming(order.says[NAMED_FOR]))
    return () if rule is None or ends(order) else rule.sign


def _of_group(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    team = None if ends(order) else group_of(plan, order)
    if team is None or team.headed_by is None:
        return ()
    return (ChainStep(by=(team.headed_by,), act=Act.APPROVE),)


def _of_level(plan: Plan, order: Order) -> tuple[ChainStep, ...]:
    if order.kind == OrderKind.LIFT or takes_back(order):
        # The end was signed so; what it takes back was signed before by the level's own chain.
        return plan.lift_chain(level_of(plan, order))
    if order.kind == OrderKind.CANCEL:
        return plan.cancel_chain(level_of(plan, order))
    return _signed_level(plan, order).chain


_CHAINS: dict[Signatures, Callable[[Plan, Order], tuple[ChainStep, ...]]] = {
    Signatures.OF_LEVEL: _of_level,
    Signatures.OF_CONTROL: _of_control,
    Signatures.OF_NOTICE: _of_notice,
    Signatures.OF_BULLETIN: _of_bulletin,
    Signatures.OF_APPRAISAL_BULLETIN: _of_appraisal_bulletin,
    Signatures.OF_GROUP: _of_group,
    Signatures.NONE: _unsigned,
}


def _signed_level(plan: Plan, order: Order) -> Level:
    """The level whose chain an order takes that starts or adjusts a response."""
    level, left = level_of(plan, order), order.snapshot.get(PREVIOUS)
    if left is None or plan.chains.adjust == "new":
        return level
    return max(level, plan.level(left), key=lambda one: one.rank)
