"""What is to be signed, and what each kind of subject says about its signatures."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from messages.keyboards import Keyboard
from messages.render import Message
from office.desk import Desk
from office.enclosing import Enclosure
from office.plan.model import ChainStep, Plan
from office.refusal import Refusal
from storage.database import Session
from storage.decisions.approvals import Approval
from storage.immutable import immutable
from storage.subjects import Subject, SubjectKind

T = TypeVar("T")


class SigningTimes(NamedTuple):
    """After how long a signature is asked for once more, and after how long it is phoned for."""

    remind_after: timedelta
    phone_after: timedelta


@immutable
class Round(Generic[T]):
    """One subject with the steps by which it is signed."""

    row: T
    subject: Subject
    plan: Plan
    steps: tuple[ChainStep, ...]
    title: str
    audit: str
    """The subject under which the audit log has each signature."""
    drafted_by: int | None
    """Whoever drafted it, who may not give the last of several signatures; None for the program."""
    start: datetime | None = None
    """When it is to take effect, for those who have to hurry the signers."""
    only: frozenset[int] = frozenset()
    """Of the holders of a post these alone are asked; empty where all are."""
    times: Callable[[datetime], SigningTimes] | None = None
    """It gets when a signature was asked for; None where the plan's times for all hold."""


async def _nothing_recorded(_desk: Desk, _step: "Step") -> None:
    pass


def _never_lapses(_desk: Desk, _asked: Round[Any]) -> Refusal | None:
    return None


async def _always_due(_desk: Desk, _asked: Round[Any]) -> None:
    pass


def finding(
    stored: Callable[[Session, int], Awaitable[T | None]],
    round_of: Callable[[Desk, T], Awaitable[Round[T]]],
) -> Callable[[Desk, int], Awaitable[Round[T] | None]]:
    """How the round about a subject is found by the subject's number."""

    async def find(desk: Desk, subject_id: int) -> Round[T] | None:
        row = await stored(desk.session, subject_id)
        return await round_of(desk, row) if row is not None else None

    return find


def _no_file(_row: Any) -> Enclosure | None:
    return None


def _no_further_buttons(_desk: Desk, _asked: Round[Any], _step: Approval) -> Keyboard:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfRound(Generic[T]):
    """What is shown to a signer, and what follows from each signature."""

    subject: SubjectKind
    find: Callable[[Desk, int], Awaitable[Round[T] | None]]
    is_open: Callable[[T], bool]
    """Whether signatures are awaited."""
    request: Callable[[Desk, Round[T], Approval, int], Awaitable[str]]
    """What the person with this id reads when asked for the signature."""
    outcome: Callable[[Desk, Round[T], Approval], Awaitable[str]]
    """What stands in the place of the request once nothing is asked any more."""
    granted: Callable[[Desk, Round[T]], Awaitable[None]]
    """Do what was signed for, once everybody has signed."""
    sent_back: Callable[[Desk, Round[T]], Awaitable[None]]
    """Close it, as somebody returned it and the other signatures became void."""
    tell_return: Callable[[Desk, Round[T], Approval], Awaitable[None]]
    redraw: Callable[[Desk, Round[T]], Awaitable[None]]
    """Show the state of the signatures where the subject stands."""
    tell: Callable[[Desk, Round[T], Message, str | None, Message], Awaitable[None]]
    """Tell whoever drafted it, and the office, under an optional dedupe key. The last message is
    for the office's group, where it may name who is on duty."""
    granted_toast: Callable[[T], str]
    """The phrase for whoever gave the last signature."""
    lapsed: Callable[[Desk, Round[T]], Refusal | None] = _never_lapses
    """Why nothing can be signed any more, where its time went by."""
    require_due: Callable[[Desk, Round[T]], Awaitable[None]] = _always_due
    """Refuse a signature on what can no longer be done, whatever the clock says."""
    settle_calls: Callable[[Desk, "Step"], Awaitable[None]] = _nothing_recorded
    """Give up the consents by telephone for this signature, which is awaited no more."""
    side_by_side: bool = False
    """All are asked at once; otherwise each is asked after the one before."""
    by_clock: bool = False
    """The clock begins it, so it waits where a post is vacant instead of being refused."""
    further_buttons: Callable[[Desk, Round[T], Approval], Keyboard] = _no_further_buttons
    """What a signer may press besides signing and returning."""
    file: Callable[[T], Enclosure | None] = _no_file
    """The file that goes along with what is signed; a signer gets it with the request."""
    phone_phrase: str = "signature_phone"
    """What those read who are to phone the signer."""


class Step(NamedTuple):
    """A signature with the round that it belongs to."""

    kind: KindOfRound[Any]
    asked: Round[Any]
    row: Approval
