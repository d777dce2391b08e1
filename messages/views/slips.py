"""Defines what the messages about slips, referrals and outages are given."""

from datetime import datetime, timedelta

from messages.views.alerts import StepView
from messages.views.lists import Excerpt
from messages.views.measures import Citation
from messages.views.reports import QuotedReply
from storage.immutable import immutable


@immutable
class ListedItem:
    """One of several things on a slip."""

    matter: str
    due_at: datetime
    added_at: datetime | None
    """When it was added to the slip; None where the slip itself names it."""
    served: bool
    """Whether the agency was served what names it."""
    met_at: datetime | None
    late: bool
    on_behalf: bool

    @property
    def may_be_copied(self) -> bool:
        # A copy follows the slip, which brings what it names itself.
        return self.served or self.added_at is None


@immutable
class Addition:
    """Tells an agency, and the office, that something is added to an open slip."""

    mark: str
    title: str
    serial: str
    agency: str
    you: str
    """The text addresses the body by this, as its kind is addressed."""
    matter: str
    due_at: datetime
    owed: str
    """All that the slip lists and that is still owed."""
    deadline_at: datetime | None
    office: str
    at: datetime


@immutable
class ProblemOnSlip:
    """The problem that a slip is about."""

    number: str
    title: str
    where: str
    found: str
    task: str
    returned_at: datetime | None
    """Since when an answer that was sent back is owed anew."""
    poor: str
    """Why the director said 整改不力 of that answer; empty where nobody did."""
    part_at: datetime | None = None
    """部分完成: since when a part is said to be done, and the rest is not reported."""
    sealed_at: datetime | None = None
    """Since when its answer is there on sealed paper."""
    responsible: str = ""
    """Whose name stands on that paper."""


@immutable
class SlipView:
    """A slip as the agency, a leader or the office reads it."""

    mark: str
    title: str
    serial: str
    agency: str
    you: str
    """The text addresses the body by this, as its kind is addressed."""
    matter: str
    due_at: datetime
    deadline_at: datetime | None
    issued_at: datetime
    copied_to: str
    """The positions that get a copy."""
    missing: str
    """The positions that should get a copy, and that nobody is enrolled for."""
    warning: str
    """What follows if the report does not come, as a sentence."""
    office: str
    replies: tuple[QuotedReply, ...]
    """What the agency replied instead of a report, and the office did not recognise."""
    unchecked: bool = False
    """Its time to comply rests on working days of a year without a notice."""
    asked_to: str = ""
    """The positions that get a copy if the office says so."""
    asked_by: tuple[Citation, ...] = ()
    """Where the plan has these positions from."""
    unserved: str = ""
    """The post of whoever answers for the body, where nobody is enrolled in it."""
    items: tuple[ListedItem, ...] = ()
    """What it lists, where that is more than one thing."""
    problem: ProblemOnSlip | None = None
    """What is to be put right; None where a report is to be sent."""
    laid_before: str = ""
    """The positions before which the reader is asked to lay this copy."""


@immutable
class Withdrawal:
    title: str
    serial: str
    agency: str
    matter: str
    reason: str
    office: str
    at: datetime
    still_owed: bool


@immutable
class CopyLine:
    position: str
    served_at: datetime | None
    is_laid: bool = False
    """A body has it, which lays it before the leaders."""


@immutable
class SlipSignature:
    """Who signed a slip before it was issued."""

    position: str
    person: str
    at: datetime | None


@immutable
class SlipLine:
    """A slip in a list or in a record."""

    mark: str
    title: str
    serial: str
    agency: str
    matter: str
    state: str
    issued_at: datetime
    deadline_at: datetime | None
    served_at: datetime | None
    copies: tuple[CopyLine, ...] = ()
    in_private: tuple[datetime | None, ...] = ()
    """When it reached each person who answers for the body; None where it did not."""
    signed: tuple[SlipSignature, ...] = ()


@immutable
class ExtensionLine:
    asked_at: datetime
    reason: str
    outcome: str
    decided_at: datetime | None
    new_due_at: datetime | None


@immutable
class TakenBackLine:
    """A report that its sender took back."""

    serial: str
    submitted_at: datetime
    withdrawn_at: datetime | None


@immutable
class SentBackLine:
    """A report that the office sent back to be completed."""

    serial: str
    submitted_at: datetime
    returned_at: datetime
    reason: str
    due_at: datetime


@immutable
class ReplyLine:
    """A reply that said nothing of the matter, and what was made of it."""

    at: datetime
    words: str
    """What the reply said; empty where a reader would see nothing."""
    outcome: str


@immutable
class GroundLine:
    """What came before the slips of a problem: a bulletin, or the notice that listed it."""

    kind: str
    """The end of the word for it in the template."""
    serial: str
    served_at: datetime | None


@immutable
class Dossier:
    """All that happened about one thing that one agency owes."""

    agency: str
    matter: str
    order: str
    """The serial of the order that asked for it."""
    due_at: datetime
    prompted: tuple[datetime, ...]
    nudged: tuple[datetime, ...]
    slips: tuple[SlipLine, ...]
    extensions: tuple[ExtensionLine, ...]
    reported_at: datetime | None
    on_behalf: bool
    """Whether the office registered it for the agency."""
    taken_back: tuple[TakenBackLine, ...]
    replies: tuple[ReplyLine, ...]
    """The replies that the office was to judge."""
    unjudged: bool
    """Whether the office has yet to decide about one of them."""
    beside: tuple[ListedItem, ...] = ()
    """What else its slips list."""
    sent_back: tuple[SentBackLine, ...] = ()
    problem: ProblemOnSlip | None = None
    grounds: tuple[GroundLine, ...] = ()


@immutable
class SlipEnding:
    """Tells a leader who had copies that the report has come."""

    agency: str
    matter: str
    slips: tuple[tuple[str, str], ...]
    """The title and the serial of each slip."""
    at: datetime
    late: bool
    """Whether the report is late; by an extension or the office's word it may be in time."""
    on_behalf: bool
    """Whether the office registered it for the agency."""
    by_procedure: bool
    to_accept: bool = False
    """The office has yet to say whether the problem is put right."""


@immutable
class SlipChoice:
    """What may be done with a slip by whoever looks at it."""

    slip_id: int
    serial: str
    may_withdraw: bool
    may_decide: bool
    has_paper: bool = False
    """It was issued, so it may be had as Word."""
    answer_to: int | None = None
    """The id of what was answered, where a report stands that can be opened."""


@immutable
class WaitingSlip:
    """A slip that was drafted and is not issued, because people have a say before it goes."""

    draft_id: int
    mark: str
    title: str
    agency: str
    matter: str
    due_at: datetime
    drafted_at: datetime


@immutable
class SlipList:
    """One page of the slips that somebody may read."""

    heading: str
    body: str
    step: str
    """What they are narrowed to besides their state."""
    waiting: tuple[WaitingSlip, ...]
    lines: tuple[SlipLine, ...]
    choices: tuple[SlipChoice, ...]
    """The buttons that open a slip, one for each line."""
    excerpt: Excerpt


@immutable
class LimitView:
    """The limit of slips that wait: the one that the office sets, and the plan's."""

    at: datetime | None
    """The limit that the office has set; None until it has."""
    person: str
    until: datetime | None
    """When the slips go if it sets nothing; None where they wait for a signature."""
    otherwise: datetime | None
    """The plan's limit, which holds if the office sets none; None once the slips have gone."""


@immutable
class WaitingDetail:
    waiting: WaitingSlip
    steps: tuple[StepView, ...]
    limit: LimitView | None
    record: Dossier


@immutable
class ServedIn:
    chat: str
    at: datetime


@immutable
class SlipDetail:
    choice: SlipChoice
    line: SlipLine
    record: Dossier
    reason: str
    served: tuple[ServedIn, ...]
    """Each group in which Telegram accepted it."""
    following: str
    """What follows and when, as a sentence; empty where nothing does."""


@immutable
class ReferralView:
    """A referral as the director is asked about it, and as the commission gets it."""

    serial: str
    recipient: str
    rules: str
    """The document that the referral goes by; empty where the plan names none."""
    office: str
    at: datetime
    record: Dossier
    confirmed: tuple[SlipSignature, ...] = ()
    """Who has confirmed it before, where the plan wants several."""


@immutable
class ReferralOutcome:
    serial: str
    agency: str
    matter: str
    outcome: str


@immutable
class SupplementFact:
    at: datetime
    what: str


@immutable
class Supplement:
    """What came after a referral, as whoever received it is told."""

    serial: str
    """The serial of the referral that this adds to."""
    recipient: str
    handed_over_at: datetime
    agency: str
    matter: str
    due_at: datetime
    fact: SupplementFact
    office: str
    at: datetime


@immutable
class NewDeadline:
    matter: str
    due_at: datetime


@immutable
class OutageNotice:
    """Tells one agency what it may now answer until when."""

    you: str
    """The text addresses the body by this, as its kind is addressed."""
    began_at: datetime
    ended_at: datetime
    lost: timedelta
    deadlines: tuple[NewDeadline, ...]
    office: str


@immutable
class OutageSummary:
    """Tells the office how long an outage was, and what it moved."""

    began_at: datetime
    ended_at: datetime
    lost: timedelta
    agencies: int
    obligations: int
    told: int
    asked_again: int


@immutable
class BatchLine:
    """One slip that is to be signed."""

    head_id: int
    mark: str
    title: str
    agency: str
    matter: str
    due_at: datetime
    why: str
    """Why it is not issued; empty where it is, or waits."""
    poor: str = ""
    """Why the director said 整改不力; empty where its time has passed."""
    again: str = ""
    """`part` where a part was reported as done, `returned` where its answer was sent back."""


@immutable
class CopiesView:
    """Whether slips that wait for a signature are copied: who would get one, and what was said."""

    to: str
    decided: str
    """`copied` or `not_copied`; empty until a signer has said."""
    person: str
    at: datetime | None


@immutable
class BatchView:
    """Slips of one instant, as their signer or the office reads them."""

    title: str
    state: str
    lines: tuple[BatchLine, ...]
    gone: tuple[BatchLine, ...]
    """The slips of the batch that are not issued."""
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""
    by_night: bool
    """Whether they leave at any hour, because their matter does not wait for the morning."""
    limit: LimitView | None = None
    """None where nobody is asked for a limit."""
    copies: CopiesView | None = None
    """None where the signers are not asked for copies."""
