"""Problems 问题: what was found on site, where, by whom, and what became of it."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, col, func, select, update

from storage.columns import Row, RowId, reference, telegram_id
from storage.database import Session
from storage.enterprises.enterprises import Enterprise
from storage.owed.reports import FileState
from storage.subjects import SubjectKind


class FoundBy(StrEnum):
    """Who found it. What a higher level found is accepted only with that level's consent."""

    OWN = "own"
    UPPER = "upper"
    COVERT = "covert"
    PUBLIC = "public"


class ProblemState(StrEnum):
    FILED = "filed"
    """The office has not decided what is to become of it."""
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    """销号: every body charged with it has put it right, and the office agreed."""
    JOINED = "joined"
    """It is another one's duplicate."""
    DROPPED = "dropped"
    """Nobody is charged with it; the reason says why."""


OPEN_PROBLEMS = (ProblemState.FILED, ProblemState.ASSIGNED)


class Problem(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.PROBLEM
    __tablename__ = "problems"
    __table_args__ = (Index("ix_problems_state", "jurisdiction", "state"),)

    drill: bool = False
    serial: str
    """Its number, which it has from when it is filed."""
    found_by: str = FoundBy.OWN
    filed_by: int = telegram_id()
    filed_for: str | None = None
    """The body whose member filed it; None for the office."""
    filed_at: datetime
    place: str = ""
    unit: str = ""
    """The enterprise, site or unit at which it was found, as its finder called it."""
    enterprise_id: int | None = Field(default=None, sa_type=RowId, index=True)
    """The enterprise of that name, where the office knows it. No foreign key: the column came to a
    table that was there."""
    requirement: str = ""
    """What the plan asks of it; empty where the finder did not say."""
    found: str
    weighty: bool = False
    """重点、难点: it may come under listed supervision."""
    on_site: bool = False
    """It is accepted only after somebody has looked at it on site."""
    state: str = ProblemState.FILED
    alert_id: int | None = reference("matters.id", default=None)
    """The alert in force when it was filed."""
    matter_id: int | None = reference("matters.id", default=None, index=True)
    """The matter by which it is assigned, since that was issued."""
    joined_to: int | None = reference("problems.id", default=None)
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    reason: str = ""


class ProblemFile(Row, table=True):
    """What shows the problem as it was found, or the sealed paper of an answer.

    What shows it put right came with the answer.
    """

    __tablename__ = "problem_files"
    __table_args__ = (Index("ix_problem_files_file", "file_state", "next_try_at"),)

    problem_id: int = reference("problems.id", index=True)
    rectification_id: int | None = Field(default=None, sa_type=RowId, index=True)
    """Where it is the sealed paper of one body, that body's part in it. No foreign key: the column
    came to a table that was there."""
    kind: str
    chat_id: int = telegram_id()
    message_id: int = telegram_id()
    sent_by: int = telegram_id()
    recorded_at: datetime
    file_id: str
    file_unique_id: str
    file_name: str | None = None
    file_size: int | None = telegram_id(default=None)
    file_state: str = FileState.WAITING
    file_path: str | None = None
    """The path below the archive folder."""
    file_attempts: int = 0
    next_try_at: datetime | None = None


async def problem(session: Session, problem_id: int) -> Problem | None:
    return await session.get(Problem, problem_id)


async def read(session: Session, ids: Collection[int]) -> list[Problem]:
    """These problems, the newest first."""
    found = await session.exec(
        select(Problem).where(col(Problem.id).in_(ids)).order_by(col(Problem.id).desc())
    )
    return list(found.all())


async def of_matter(session: Session, matter_id: int) -> Problem | None:
    query = select(Problem).where(Problem.matter_id == matter_id)
    return (await session.exec(query)).first()


async def in_exercises(
    session: Session, jurisdiction: str, matters: Collection[int]
) -> list[Problem]:
    """What was found in exercises under these matters, or is charged by one of them."""
    under = col(Problem.alert_id).in_(matters) | col(Problem.matter_id).in_(matters)
    query = select(Problem).where(
        Problem.jurisdiction == jurisdiction, col(Problem.drill).is_(True), under
    )
    return list((await session.exec(query.order_by(col(Problem.id)))).all())


async def in_states(
    session: Session, jurisdiction: str, states: Collection[ProblemState]
) -> list[Problem]:
    query = select(Problem).where(
        Problem.jurisdiction == jurisdiction, col(Problem.state).in_(states)
    )
    return list((await session.exec(query.order_by(col(Problem.id)))).all())


async def filed_in_drills(session: Session, jurisdiction: str, since: datetime) -> list[Problem]:
    query = select(Problem).where(
        Problem.jurisdiction == jurisdiction,
        col(Problem.drill).is_(True),
        col(Problem.filed_at) >= since,
    )
    return list((await session.exec(query.order_by(col(Problem.id)))).all())


async def open_or_accepted(
    session: Session, jurisdiction: str, filed_since: datetime, *, drill: bool
) -> list[Problem]:
    """Those that are open, and of those that were filed since then the accepted ones."""
    accepted = (col(Problem.state) == ProblemState.ACCEPTED) & (
        col(Problem.filed_at) >= filed_since
    )
    query = select(Problem).where(
        Problem.jurisdiction == jurisdiction,
        col(Problem.drill).is_(drill),
        col(Problem.state).in_(OPEN_PROBLEMS) | accepted,
    )
    return list((await session.exec(query.order_by(col(Problem.id)))).all())


async def of_enterprise(session: Session, enterprise_id: int) -> list[Problem]:
    """The newest first."""
    query = select(Problem).where(Problem.enterprise_id == enterprise_id)
    return list((await session.exec(query.order_by(col(Problem.id).desc()))).all())


async def of_enterprises(
    session: Session, jurisdiction: str, since: datetime, until: datetime, *, drill: bool
) -> list[tuple[Problem, str]]:
    """Those that were filed of enterprises in this time, each with what that one is called."""
    query = (
        select(Problem, Enterprise.name)
        .join(Enterprise, col(Enterprise.id) == Problem.enterprise_id)
        .where(
            Problem.jurisdiction == jurisdiction,
            col(Problem.filed_at) >= since,
            col(Problem.filed_at) < until,
            col(Problem.drill).is_(drill),
            col(Problem.state).not_in((ProblemState.JOINED, ProblemState.DROPPED)),
        )
        .order_by(col(Problem.id))
    )
    return [(row, name) for row, name in (await session.exec(query)).all()]


async def of_no_enterprise(session: Session, jurisdiction: str) -> list[Problem]:
    """Those that name a unit which is no enterprise on record, the newest first."""
    query = select(Problem).where(
        Problem.jurisdiction == jurisdiction,
        col(Problem.enterprise_id).is_(None),
        Problem.unit != "",
    )
    return list((await session.exec(query.order_by(col(Problem.id).desc()))).all())


async def give_enterprise(session: Session, problem_id: int, enterprise_id: int) -> bool:
    """Return False where it is another's already."""
    result = await session.exec(
        update(Problem)
        .where(col(Problem.id) == problem_id, col(Problem.enterprise_id).is_(None))
        .values(enterprise_id=enterprise_id)
    )
    return result.rowcount == 1


async def files(session: Session, problem_id: int) -> list[ProblemFile]:
    """What shows the problem; sealed papers are none of it."""
    query = select(ProblemFile).where(
        ProblemFile.problem_id == problem_id, col(ProblemFile.rectification_id).is_(None)
    )
    return list((await session.exec(query.order_by(col(ProblemFile.id)))).all())


async def sealed_papers(session: Session, rectification_id: int) -> list[ProblemFile]:
    query = select(ProblemFile).where(ProblemFile.rectification_id == rectification_id)
    return list((await session.exec(query.order_by(col(ProblemFile.id)))).all())


async def joined_to(session: Session, problem_id: int) -> list[Problem]:
    """Its duplicates, and theirs, in the order in which they were filed."""
    found: dict[int, Problem] = {}
    behind = [problem_id]
    while behind:
        query = select(Problem).where(col(Problem.joined_to).in_(behind))
        rows = (await session.exec(query.order_by(col(Problem.id)))).all()
        behind = [row.key for row in rows if row.key not in found]
        found |= {row.key: row for row in rows}
    return [found[key] for key in sorted(found)]


async def shown_before(session: Session, problem_id: int) -> list[ProblemFile]:
    """What shows it as it was found, by whichever of its duplicates it was seen."""
    alike = [problem_id, *(one.key for one in await joined_to(session, problem_id))]
    query = select(ProblemFile).where(
        col(ProblemFile.problem_id).in_(alike), col(ProblemFile.rectification_id).is_(None)
    )
    return list((await session.exec(query.order_by(col(ProblemFile.id)))).all())


async def alike(session: Session, problem: Problem) -> list[Problem]:
    """The problem with its duplicates: what was asked of one of them is asked of it."""
    return [problem, *await joined_to(session, problem.key)]


async def files_waiting(session: Session, now: datetime, limit: int = 10) -> list[ProblemFile]:
    query = (
        select(ProblemFile)
        .where(ProblemFile.file_state == FileState.WAITING, col(ProblemFile.next_try_at) <= now)
        .order_by(col(ProblemFile.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def next_file_at(session: Session) -> datetime | None:
    query = select(func.min(ProblemFile.next_try_at)).where(
        ProblemFile.file_state == FileState.WAITING
    )
    return (await session.exec(query)).first()


async def files_to_remove(session: Session, limit: int = 100) -> list[ProblemFile]:
    query = (
        select(ProblemFile)
        .where(
            ProblemFile.file_state == FileState.EXPIRED, col(ProblemFile.next_try_at).is_not(None)
        )
        .order_by(col(ProblemFile.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def files_to_let_go(
    session: Session, jurisdiction: str, before: datetime, limit: int
) -> list[ProblemFile]:
    """The oldest files stored before this, but none of a problem that is not put right."""
    still_open = select(col(Problem.id)).where(
        Problem.jurisdiction == jurisdiction, col(Problem.state).in_(OPEN_PROBLEMS)
    )
    query = (
        select(ProblemFile)
        .where(
            ProblemFile.jurisdiction == jurisdiction,
            ProblemFile.file_state == FileState.STORED,
            col(ProblemFile.recorded_at) < before,
            col(ProblemFile.problem_id).not_in(still_open),
        )
        .order_by(col(ProblemFile.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def file_of_message(session: Session, chat_id: int, message_id: int) -> ProblemFile | None:
    query = select(ProblemFile).where(
        ProblemFile.chat_id == chat_id, ProblemFile.message_id == message_id
    )
    return (await session.exec(query)).first()


async def move(
    session: Session, problem_id: int, origins: Collection[ProblemState], to: ProblemState
) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(Problem)
        .where(col(Problem.id) == problem_id, col(Problem.state).in_(origins))
        .values(state=to)
    )
    return result.rowcount == 1
