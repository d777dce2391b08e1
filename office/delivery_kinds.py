"""The rules of the kinds of delivery, in one table; no list of kinds stands anywhere else.

The rules of a delivery are found by its kind: `rules_of(row.kind).silent`. All kinds with some
property are `kinds_that(lambda one: one.asks_again)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum, auto

from storage.delivery.outbox import DeliveryKind
from storage.roster.chats import ChatRole


class Lane(IntEnum):
    """The order in which messages leave. An answer to a person never waits behind a broadcast."""

    ANSWER = 0
    ALERT = 1
    APPROVAL = 2
    SLIP = 3
    PROMPT = 4
    CHASE = 5
    OFFICE = 6
    BOARD = 7


class Condition(Enum):
    """What must still be true when a message leaves (`office/sending/last_look.py`)."""

    OWED = auto()
    OWED_OR_HANDED_OVER = auto()
    NO_MORE_TIME_ASKED = auto()
    MATTER_LASTS = auto()
    SLIP_STANDS = auto()
    PROPOSAL_OPEN = auto()
    SIGNATURE_AWAITED = auto()
    NEWEST_ORDER = auto()
    ORDER_IN_EFFECT = auto()
    SAME_DAY = auto()
    ALARM_UNANSWERED = auto()
    PUBLIC_TEXT_HOLDS = auto()
    STILL_RESPONSIBLE = auto()


class OtherWay(Enum):
    """How its readers are told when its chat does not get it (`office/delivery/relays.py`)."""

    LIAISONS = auto()
    """To the agency's liaisons in private, then by its second channels."""
    CHANNELS = auto()
    """By the agency's second channels; the liaisons have been tried."""
    OFFICE_CHANNELS = auto()


class Counted(Enum):
    """What counts an edit when it leaves (`bot/sending/claims.py`)."""

    BOARD = auto()
    WORKBENCH = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRules:
    lane: Lane
    repeatable: bool = True
    """It is sent again after a doubtful try, marked 补发. If not, it is sent at most once."""
    once: bool = False
    """After a doubtful try it is not sent again by itself: the office looks, and says so."""
    for_the_public: bool = False
    """It may go to the channel in which the public reads, where nothing else goes."""
    unasked: bool = True
    """A body hears it without having asked, and it is no order, which people give."""
    silent: bool = False
    """It comes without a sound, to be read when somebody looks."""
    yields_in_flood: bool = False
    """When many of its kind wait in a chat, it leaves after everything else there."""

    last_look: tuple[Condition, ...] = ()
    elsewhere: tuple[Condition, ...] = ()
    """Further conditions where it is told in private, by a channel, or again out of its turn."""
    let_go: bool = False
    """It is a convenience: where Telegram refuses it, nobody is troubled with that."""
    dials: bool = False
    """It names people to be called: their numbers are put in as it leaves, and stand in no row."""
    counted_anew: Counted | None = None
    """An edit of it says what is true when the edit leaves, not when it was queued."""

    other_way: OtherWay | None = None
    relayed_as: DeliveryKind | None = None
    """The kind as which an agency's liaisons get it; a relay proves no service."""
    told_beside: bool = False
    """The second channels tell it while its chat is still tried."""
    followers_move: bool = False
    """If it is lost in one chat, what was to follow it there follows it in another of its chats."""
    sent_again_to: tuple[ChatRole, ...] = ()
    """Chats of these roles get it again when they can be reached; for others it is made anew."""
    office_hears_of_refusal: bool = True

    brings_order: bool = False
    """It brings an agency an order: the board counts it, and a receipt answers it."""
    opens_gate: bool = False
    """Its service on a body opens a gate of a ladder: it brings a bulletin, or puts on the list."""
    drops_when_answered: bool = False
    """It asks for something owed, and is dropped once that has come."""
    asks_again: bool = False
    """The office's own reminder waits for a while after it."""
    offers_delay: bool = False
    """It may carry the button 申请延期, which is removed once a referral is confirmed."""
    serves_slip: bool = False
    """It brings the slip to its addressee; if it does not arrive, the slip is void."""
    takes_report: bool = False
    """A reply to it is the report that its slip asks for; a reply to a copy or a notice is not."""
    shows_ending: bool = False
    """Its last line says what became of its slip."""
    withdrawal: str | None = None
    """The template of the message that takes it back when its slip is withdrawn."""

    in_ledger: bool = False
    """The ledger lists it. What answers presses, and edits of boards, would hide what was told."""
    of_referrals: bool = False
    """It may tell of a referral, so whoever that does not concern reads it in no file either."""


_SLIP_LOOK = (
    Condition.OWED,
    Condition.NO_MORE_TIME_ASKED,
    Condition.MATTER_LASTS,
    Condition.SLIP_STANDS,
)
_PERSON = (ChatRole.PERSON,)
_BODIES = tuple(
    role for role in ChatRole if role not in (ChatRole.OFFICE, ChatRole.PERSON, ChatRole.PUBLIC)
)

RULES: dict[DeliveryKind, DeliveryRules] = {
    DeliveryKind.ANSWER: DeliveryRules(
        lane=Lane.ANSWER, repeatable=False, unasked=False, yields_in_flood=True
    ),
    DeliveryKind.ALERT: DeliveryRules(
        lane=Lane.ALERT,
        unasked=False,
        # An agency's own group gets every order in turn; elsewhere only the newest order is told.
        elsewhere=(Condition.NEWEST_ORDER,),
        other_way=OtherWay.LIAISONS,
        relayed_as=DeliveryKind.ALERT_RELAY,
        told_beside=True,
        brings_order=True,
        opens_gate=True,
        in_ledger=True,
    ),
    DeliveryKind.START: DeliveryRules(
        lane=Lane.ALERT, unasked=False, elsewhere=(Condition.NEWEST_ORDER,), in_ledger=True
    ),
    DeliveryKind.ALERT_RELAY: DeliveryRules(
        lane=Lane.ALERT,
        unasked=False,
        last_look=(Condition.NEWEST_ORDER,),
        other_way=OtherWay.CHANNELS,
        brings_order=True,
        in_ledger=True,
    ),
    DeliveryKind.APPROVAL: DeliveryRules(
        lane=Lane.APPROVAL,
        last_look=(Condition.PROPOSAL_OPEN, Condition.SIGNATURE_AWAITED),
        sent_again_to=_PERSON,
        in_ledger=True,
        of_referrals=True,
    ),
    DeliveryKind.APPROVAL_REMINDER: DeliveryRules(
        lane=Lane.CHASE,
        repeatable=False,
        silent=True,
        last_look=(Condition.SIGNATURE_AWAITED,),
    ),
    DeliveryKind.DRAFT: DeliveryRules(lane=Lane.APPROVAL),
    DeliveryKind.SLIP: DeliveryRules(
        lane=Lane.SLIP,
        last_look=_SLIP_LOOK,
        other_way=OtherWay.LIAISONS,
        relayed_as=DeliveryKind.SLIP_RELAY,
        followers_move=True,
        asks_again=True,
        offers_delay=True,
        serves_slip=True,
        takes_report=True,
        shows_ending=True,
        withdrawal="slip_withdrawal",
        in_ledger=True,
    ),
    DeliveryKind.SLIP_RELAY: DeliveryRules(
        lane=Lane.SLIP,
        last_look=_SLIP_LOOK,
        other_way=OtherWay.CHANNELS,
        offers_delay=True,
        takes_report=True,
        shows_ending=True,
        withdrawal="slip_withdrawal",
        in_ledger=True,
    ),
    # It adds something to a slip, and proves service for that as the slip does for what it names.
    DeliveryKind.ADDITION: DeliveryRules(
        lane=Lane.SLIP,
        last_look=(Condition.OWED, Condition.NO_MORE_TIME_ASKED, Condition.MATTER_LASTS),
        drops_when_answered=True,
        asks_again=True,
        offers_delay=True,
        in_ledger=True,
    ),
    # It proves no service, and a report is sent in the body's own chat.
    DeliveryKind.SLIP_IN_PRIVATE: DeliveryRules(
        lane=Lane.SLIP,
        last_look=(Condition.SLIP_STANDS, Condition.STILL_RESPONSIBLE),
        sent_again_to=_PERSON,
        shows_ending=True,
        withdrawal="slip_withdrawal",
        in_ledger=True,
    ),
    DeliveryKind.COPY: DeliveryRules(
        lane=Lane.SLIP,
        last_look=(Condition.SLIP_STANDS,),
        sent_again_to=_PERSON,
        shows_ending=True,
        withdrawal="slip_withdrawal",
        in_ledger=True,
    ),
    DeliveryKind.WITHDRAWAL: DeliveryRules(
        lane=Lane.SLIP, sent_again_to=(*_PERSON, *_BODIES), in_ledger=True
    ),
    DeliveryKind.LEADER: DeliveryRules(
        lane=Lane.SLIP, last_look=(Condition.NEWEST_ORDER,), sent_again_to=_PERSON, in_ledger=True
    ),
    # The whole text is in the record of what the public was told, so the ledger leaves it out.
    DeliveryKind.PUBLIC: DeliveryRules(
        lane=Lane.SLIP, last_look=(Condition.PUBLIC_TEXT_HOLDS,), sent_again_to=_BODIES
    ),
    DeliveryKind.PUBLIC_AGAIN: DeliveryRules(
        lane=Lane.SLIP,
        silent=True,
        last_look=(Condition.PUBLIC_TEXT_HOLDS,),
        sent_again_to=_BODIES,
    ),
    DeliveryKind.FOR_INFORMATION: DeliveryRules(
        lane=Lane.SLIP, last_look=(Condition.NEWEST_ORDER,), sent_again_to=_BODIES, in_ledger=True
    ),
    DeliveryKind.REFERRAL: DeliveryRules(
        lane=Lane.SLIP,
        last_look=(Condition.OWED_OR_HANDED_OVER, Condition.SLIP_STANDS),
        sent_again_to=_PERSON,
        serves_slip=True,
        withdrawal="referral_withdrawal",
        of_referrals=True,
    ),
    DeliveryKind.SUPPLEMENT: DeliveryRules(
        lane=Lane.SLIP, sent_again_to=_PERSON, of_referrals=True
    ),
    DeliveryKind.REFERRAL_NOTE: DeliveryRules(
        lane=Lane.SLIP, sent_again_to=_PERSON, of_referrals=True
    ),
    DeliveryKind.PROMPT: DeliveryRules(
        lane=Lane.PROMPT,
        last_look=(Condition.OWED, Condition.MATTER_LASTS),
        other_way=OtherWay.LIAISONS,
        relayed_as=DeliveryKind.PROMPT_RELAY,
        drops_when_answered=True,
        offers_delay=True,
        in_ledger=True,
    ),
    DeliveryKind.PROMPT_RELAY: DeliveryRules(
        lane=Lane.PROMPT,
        last_look=(Condition.OWED, Condition.MATTER_LASTS),
        other_way=OtherWay.CHANNELS,
        drops_when_answered=True,
        offers_delay=True,
        in_ledger=True,
    ),
    # It asks for a report once more after the office sent it back, and so proves service anew. It
    # is said even where its matter has ended, because what was owed before stays owed.
    DeliveryKind.RETURN: DeliveryRules(
        lane=Lane.PROMPT,
        last_look=(Condition.OWED,),
        drops_when_answered=True,
        asks_again=True,
        offers_delay=True,
        in_ledger=True,
    ),
    # What was missed is said anew, because the time that it names has gone by.
    DeliveryKind.LISTING: DeliveryRules(lane=Lane.PROMPT, opens_gate=True, in_ledger=True),
    # Notices of listed supervision went as decisions before they had a kind of their own.
    DeliveryKind.DECISION: DeliveryRules(
        lane=Lane.PROMPT, sent_again_to=_BODIES, opens_gate=True, in_ledger=True
    ),
    DeliveryKind.CHASE: DeliveryRules(
        lane=Lane.CHASE,
        repeatable=False,
        last_look=(Condition.OWED, Condition.MATTER_LASTS),
        drops_when_answered=True,
        asks_again=True,
        offers_delay=True,
        in_ledger=True,
    ),
    DeliveryKind.NUDGE: DeliveryRules(
        lane=Lane.CHASE,
        repeatable=False,
        last_look=(Condition.OWED, Condition.NO_MORE_TIME_ASKED, Condition.MATTER_LASTS),
        drops_when_answered=True,
        asks_again=True,
        offers_delay=True,
        in_ledger=True,
    ),
    DeliveryKind.OUTAGE: DeliveryRules(lane=Lane.CHASE, repeatable=False, in_ledger=True),
    DeliveryKind.CLOSURE: DeliveryRules(
        lane=Lane.OFFICE, silent=True, sent_again_to=_PERSON, in_ledger=True
    ),
    # What must go up at once waits for nothing else.
    DeliveryKind.URGENT: DeliveryRules(
        lane=Lane.ALERT, sent_again_to=(*_PERSON, *_BODIES), in_ledger=True
    ),
    # It tells those who are on, or come on, what is theirs to do.
    DeliveryKind.SHIFT: DeliveryRules(lane=Lane.APPROVAL, sent_again_to=_PERSON),
    DeliveryKind.CALL_LIST: DeliveryRules(
        lane=Lane.ANSWER, repeatable=False, unasked=False, dials=True
    ),
    DeliveryKind.ALARM: DeliveryRules(
        lane=Lane.APPROVAL, last_look=(Condition.ALARM_UNANSWERED,), sent_again_to=_PERSON
    ),
    # What is said to the public twice would be taken for news.
    DeliveryKind.CHANNEL_POST: DeliveryRules(
        lane=Lane.SLIP,
        once=True,
        last_look=(Condition.PUBLIC_TEXT_HOLDS,),
        for_the_public=True,
        sent_again_to=(ChatRole.PUBLIC,),
    ),
    # It takes a right of its own in the channel; where that is missing the office hears of it.
    DeliveryKind.CHANNEL_PIN: DeliveryRules(
        lane=Lane.SLIP, repeatable=False, for_the_public=True, silent=True, let_go=True
    ),
    DeliveryKind.ANCHOR: DeliveryRules(lane=Lane.OFFICE, silent=True),
    # It answers a stranger, so it leaves after what the office is told.
    DeliveryKind.ASIDE: DeliveryRules(lane=Lane.OFFICE, repeatable=False, unasked=False),
    # It is held back for a while, and a message that is held back holds up whatever stands behind
    # it in its chat. So it has the last lane.
    DeliveryKind.HINT: DeliveryRules(lane=Lane.BOARD, repeatable=False, unasked=False),
    DeliveryKind.OFFICE: DeliveryRules(
        lane=Lane.OFFICE,
        other_way=OtherWay.OFFICE_CHANNELS,
        sent_again_to=(ChatRole.OFFICE,),
        # A message that tells of the refusal might be refused in the same way.
        office_hears_of_refusal=False,
    ),
    # Whoever asked for a document waits for it, and it must not hold up what they are told.
    DeliveryKind.DOCUMENT: DeliveryRules(
        lane=Lane.OFFICE, unasked=False, sent_again_to=(ChatRole.OFFICE, ChatRole.PERSON)
    ),
    DeliveryKind.BRIEF: DeliveryRules(
        lane=Lane.OFFICE,
        silent=True,
        # It tells of what holds now; an order that is announced for later changes nothing of that.
        last_look=(Condition.ORDER_IN_EFFECT, Condition.SAME_DAY),
        let_go=True,
    ),
    DeliveryKind.BOARD: DeliveryRules(lane=Lane.BOARD, counted_anew=Counted.BOARD),
    DeliveryKind.WORKBENCH: DeliveryRules(
        lane=Lane.BOARD,
        # It counts the dead letters, so an edit of it that became one would bring the next edit.
        let_go=True,
        counted_anew=Counted.WORKBENCH,
    ),
    DeliveryKind.PIN: DeliveryRules(lane=Lane.BOARD, repeatable=False, silent=True, let_go=True),
    # It says nothing that no message says, and a group may allow none.
    DeliveryKind.REACTION: DeliveryRules(lane=Lane.BOARD, repeatable=False, let_go=True),
    # An edit that keeps a standing message true, such as the receipts under an alert.
    DeliveryKind.UPDATE: DeliveryRules(lane=Lane.BOARD, repeatable=False),
}

RELAYS = {kind: rules.relayed_as for kind, rules in RULES.items() if rules.relayed_as}
ORIGINALS = {relay: kind for kind, relay in RELAYS.items()}


def rules_of(kind: str) -> DeliveryRules:
    return RULES[DeliveryKind(kind)]


def kinds_that(which: Callable[[DeliveryRules], bool]) -> tuple[DeliveryKind, ...]:
    return tuple(kind for kind, rules in RULES.items() if which(rules))
