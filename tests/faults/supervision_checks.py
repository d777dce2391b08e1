"""Checks what must hold of problems and meetings after an episode: the chats against the books."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from sandbox import CallbackQuery, Message, What
from storage.books.audit import AuditEntry
from storage.database import Session
from storage.decisions.matters import Matter, MatterKind, Order, OrderState
from storage.owed.attendees import Attendee, AttendeeAnswer
from storage.owed.obligations import Obligation, ObligationKind
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.supervision.slips import Slip, SlipState
from tests.faults import phone, rules
from tests.faults.checks import none
from tests.faults.episode import Episode
from tests.faults.meetings import COMING, Answered, Meetings
from tests.faults.problems import ACCEPTED, RETURNED, Case
from tests.faults.supervision import Supervision
from tests.faults.words import is_repeat, original, unmarked

LISTED, BULLETIN = "挂牌督办通知", "通报："
SLIPS = ("提示单：", "督办单：")
PROMPT_SLIP = "prompt_slip"
NEVER_SERVED = (SlipState.VOID, SlipState.PROPOSED, SlipState.DECLINED)
CHASES = (*SLIPS, "请抓紧报告")
COUNTS = re.compile(r"参会 (\d+)，请假 (\d+)，未回复 (\d+)（共(\d+)家）")


@dataclass(frozen=True, slots=True)
class Told:
    """What the bot said in an agency's group."""

    agency: str
    number: int
    message: Message
    text: str
    is_first: bool
    """It does not say that it may have come before."""

    @property
    def heading(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Charged:
    """One body's part in one problem, in the books."""

    case: Case
    problem: Problem
    row: Rectification
    owed: Obligation


@dataclass(slots=True)
class Books:
    charged: list[Charged]
    problems: list[Problem]
    orders: list[Order]
    meetings: list[Order]
    slips: list[Slip]
    attendees: list[Attendee]
    accepted: Counter[tuple[str, str]]
    """How often the audit log has it that a body's part in a problem was accepted."""


async def check(episode: Episode, supervision: Supervision) -> None:
    async with episode.stage.database.reading() as session:
        books = await _books(session, supervision.problems.cases)
    told = list(_told(episode))
    none("problems never assigned", _unassigned(supervision.problems.cases, books))
    none("orders untold", _untold(episode, books, told))
    for name, rule in (
        ("acceptances", _acceptances),
        ("returns", _returns),
        ("chased though accepted", _chased_for_nothing),
    ):
        none(name, (it for one in books.charged for it in rule(episode, books, told, one)))
    none("problems ended wrongly", _ended_wrongly(books))
    none("slips", _slips(episode, books, told))
    none("attendance", _attendance(episode, supervision.meetings, books))
    none("boards of meetings", _boards(episode, books))


async def _books(session: Session, cases: list[Case]) -> Books:
    by_unit = {case.unit: case for case in cases}
    charged = select(Problem, Rectification, Obligation).where(
        col(Rectification.problem_id) == col(Problem.id),
        col(Rectification.obligation_id) == col(Obligation.id),
    )
    issued = select(Order, Matter.kind).where(
        col(Order.matter_id) == col(Matter.id), Order.state == OrderState.ISSUED
    )
    about_problems = select(Slip).where(
        col(Slip.obligation_id) == col(Obligation.id), Obligation.kind == ObligationKind.RECTIFY
    )
    accepted = select(AuditEntry).where(AuditEntry.action == "problem_accepted")
    orders = list((await session.exec(issued)).all())
    return Books(
        [Charged(by_unit[row[0].unit], *row) for row in (await session.exec(charged)).all()],
        list((await session.exec(select(Problem))).all()),
        [order for order, kind in orders if kind != MatterKind.ALERT],
        [order for order, kind in orders if kind == MatterKind.MEETING],
        list((await session.exec(about_problems)).all()),
        list((await session.exec(select(Attendee))).all()),
        Counter((one.subject, one.detail["body"]) for one in (await session.exec(accepted)).all()),
    )


def _told(episode: Episode) -> Iterator[Told]:
    for agency, number, message in rules.said_in_groups(episode):
        text = original(message)
        yield Told(agency, number, message, unmarked(text), not is_repeat(text))


def _unassigned(cases: list[Case], books: Books) -> Iterator[str]:
    for case in cases:
        bodies = {one.row.body for one in books.charged if one.case is case}
        if bodies != set(case.bodies):
            yield f"{case.unit}: {sorted(bodies)} are charged, and not {case.bodies}"


def _untold(episode: Episode, books: Books, told: list[Told]) -> Iterator[str]:
    for order in books.orders:
        # A conclusion bears the number of its consultation.
        if order.serial is None:
            continue
        # What teams read is looked at with their inspection.
        for agency in episode.stage.cast.groups.keys() & set(order.snapshot["recipients"]):
            has_it = any(
                one.agency == agency and f"文号：{order.serial}" in _numbers(one) for one in told
            )
            if not has_it and agency not in episode.away:
                yield f"{agency} has no copy of {order.serial}"


def _numbers(told: Told) -> list[str]:
    # An order bears its number in one of its first lines, beside that of the problem.
    return [part for line in told.text.splitlines()[:4] for part in line.split("\u3000")]


def _acceptances(episode: Episode, books: Books, told: list[Told], one: Charged) -> Iterator[str]:
    """Each is told once, to whom it concerns, after the body applied and the office agreed."""
    what = f"{one.row.body} {one.case.unit}"
    read = [it for it in _in_group(told, one) if ACCEPTED in it.text]
    logged = books.accepted[f"problem:{one.problem.key}", one.row.body]
    if logged != int(one.row.accepted_at is not None):
        yield f"{what}: accepted {logged} times, the row says {one.row.accepted_at}"
    firsts = sum(it.is_first for it in read)
    if firsts > logged or (not read and logged and one.row.body not in episode.away):
        yield f"{what}: accepted {logged} times, told {firsts} times"
    if read:
        liaison = episode.stage.cast.liaisons[one.row.body].name
        applied = _pressed(episode, liaison, one.case.unit, until=read[0].number)
        agreed = _pressed(
            episode, episode.stage.cast.staff.name, one.problem.serial, read[0].number
        )
        if not applied or not agreed:
            yield f"{what}: told of an acceptance, applied for {applied}, agreed to {agreed}"


def _returns(episode: Episode, books: Books, told: list[Told], one: Charged) -> Iterator[str]:
    del books
    read = [it for it in _in_group(told, one) if it.heading.startswith(RETURNED)]
    firsts, decided = sum(it.is_first for it in read), one.owed.times_returned
    if firsts > decided or (len(read) < decided and one.row.body not in episode.away):
        yield f"{one.row.body} {one.case.unit}: returned {decided} times, told {firsts} times"


def _chased_for_nothing(
    episode: Episode, books: Books, told: list[Told], one: Charged
) -> Iterator[str]:
    del episode, books
    at = one.row.accepted_at
    for it in _in_group(told, one):
        if at and it.message.date > at and any(word in it.heading for word in CHASES):
            yield f"{one.row.body}: {it.heading} at {it.message.date}, accepted at {at}"


def _ended_wrongly(books: Books) -> Iterator[str]:
    for problem in books.problems:
        parts = [one.row for one in books.charged if one.problem.key == problem.key]
        is_over = bool(parts) and all(row.accepted_at is not None for row in parts)
        if is_over != (problem.state == ProblemState.ACCEPTED):
            yield f"{problem.serial} is {problem.state}"


def _slips(episode: Episode, books: Books, told: list[Told]) -> Iterator[str]:
    """Yield slips that were not served once, or not signed, or not earned."""
    by_obligation = {one.owed.key: one for one in books.charged}
    serials = {slip.serial for slip in books.slips}
    for slip in books.slips:
        one = by_obligation[slip.obligation_id]
        served = [it for it in told if it.agency == slip.agency and slip.serial in it.text]
        served = [it for it in served if any(word in it.heading for word in SLIPS)]
        if sum(it.is_first for it in served) > 1:
            yield f"{slip.serial} was served more than once"
        if not served and slip.state not in NEVER_SERVED and slip.agency not in episode.away:
            yield f"{slip.serial} is {slip.state} and was never served"
        if served:
            yield from _unearned(episode, slip, one, told, served[0])
    for it in told:
        is_slip = "问题“" in it.heading and any(word in it.heading for word in SLIPS)
        if is_slip and not any(serial in it.text for serial in serials):
            yield f"{it.agency}: {it.heading} is in no book"


def _unearned(
    episode: Episode, slip: Slip, one: Charged, told: list[Told], served: Told
) -> Iterator[str]:
    at = served.message.date
    if not _was_signed(episode, one, served.number):
        yield f"{slip.serial} was served before the director signed it"
    if at < one.case.due_at:
        yield f"{slip.serial} came at {at}, before {one.case.due_at}"
    gate = BULLETIN if slip.step == PROMPT_SLIP else LISTED
    opened = any(
        it.number < served.number and gate in it.heading and one.problem.serial in it.text
        for it in told
        if it.agency == slip.agency
    )
    if not opened and slip.agency not in episode.away:
        yield f"{slip.serial} came before {gate}"
    answered_at = _answered_at(episode, one, told, at)
    if answered_at is not None:
        yield f"{slip.serial} came at {at}, answered at {answered_at}"


def _was_signed(episode: Episode, one: Charged, until: int) -> bool:
    director = episode.stage.cast.director
    return any(
        one.case.unit in _all_words(press.message) and "督办" in _all_words(press.message)
        for number, press in _presses(episode, director.name)
        if number < until and press.message.chat is episode.stage.cast.private(director)
    )


def _answered_at(
    episode: Episode, one: Charged, told: list[Told], before: datetime
) -> datetime | None:
    """Return when the answer came that stood at this moment; what was sent back stands no more."""
    heard = rules.heard_at(episode)
    returns = [it.message.date for it in _in_group(told, one) if it.heading.startswith(RETURNED)]
    returned_at = max((at for at in returns if at <= before), default=None)
    for said in episode.reports:
        at = heard.get((said.message.chat.id, said.message.message_id))
        if (said.agency, said.matter) != (one.row.body, one.case.unit) or at is None:
            continue
        if at < before and (returned_at is None or at > returned_at):
            return at
    return None


def _attendance(episode: Episode, meetings: Meetings, books: Books) -> Iterator[str]:
    """Yield bodies whose last answer that the bot heard in time is not the one in the books."""
    if not books.meetings:
        yield "no meeting was ever convened"
    rows = Counter((row.order_id, row.agency) for row in books.attendees)
    yield from (f"{key} is counted {count} times" for key, count in rows.items() if count > 1)
    answers = {row.agency: row.answer for row in books.attendees if row.answer != "none"}
    said = {one.agency for one in meetings.answers}
    yield from (f"{agency} never answered and counts" for agency in answers if agency not in said)
    for agency in said:
        heard = [
            (number, at, one.word)
            for one in meetings.answers
            if one.agency == agency
            for number, at in _heard(episode, one)
        ]
        if not heard or any(at >= meetings.meets_at for _, at, _ in heard):
            continue
        last = max(heard)[2]
        expected = AttendeeAnswer.COMING if last == COMING else AttendeeAnswer.ON_LEAVE
        if answers.get(agency) != expected:
            yield f"{agency} said {last}, and the books say {answers.get(agency)}"


def _heard(episode: Episode, answer: Answered) -> Iterator[tuple[int, datetime]]:
    """Yield when the bot had this answer first."""
    for event in episode.stage.world.log.of(What.CONFIRMED):
        update = event.subject
        if isinstance(answer.by, Message):
            where = (update.chat_id, update.content.get("message_id"))
            is_it = update.kind == "message" and where == (
                answer.by.chat.id,
                answer.by.message_id,
            )
        else:
            is_it = update.kind == "callback_query" and update.content["id"] == answer.by.id
        if is_it:
            yield event.number, event.at
            return


def _boards(episode: Episode, books: Books) -> Iterator[str]:
    """Each body counts once on the board, as it does in the books."""
    for order in books.meetings:
        board = phone.find(episode.stage.cast.office, order.serial or "", "（共")
        found = COUNTS.search(board.text) if board else None
        if found is None:
            yield f"{order.serial} has no board"
            continue
        rows = [row.answer for row in books.attendees if row.order_id == order.key]
        coming, away = rows.count(AttendeeAnswer.COMING), rows.count(AttendeeAnswer.ON_LEAVE)
        total = len(order.snapshot["recipients"])
        counted = tuple(map(int, found.groups()))
        if counted != (coming, away, total - coming - away, total):
            yield f"the board of {order.serial} says {found[0]}, the books {rows}"


def _in_group(told: list[Told], one: Charged) -> Iterator[Told]:
    """What this body was told of this problem."""
    for it in told:
        about = one.case.unit in it.text or one.problem.serial in it.text
        if it.agency == one.row.body and about and BULLETIN not in it.heading:
            yield it


def _presses(episode: Episode, name: str) -> Iterator[tuple[int, CallbackQuery]]:
    for event in episode.stage.world.log.of(What.PRESSED):
        if event.who == name:
            yield event.number, event.subject


def _pressed(episode: Episode, name: str, words: str, until: int) -> bool:
    return any(
        number < until and words in _all_words(press.message)
        for number, press in _presses(episode, name)
    )


def _all_words(message: Message) -> str:
    return "\n".join([message.text, *(edit.text for edit in message.edits)])
