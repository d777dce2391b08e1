"""The files that the database names: each should lie in the archive folder."""

from collections.abc import Awaitable, Callable

from sqlmodel import col, select

from storage.books.paper_templates import PaperTemplate
from storage.database import Session
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.enterprises.reduction_lists import ReductionList
from storage.immutable import immutable
from storage.owed.reports import FileState, Report, ReportPart
from storage.problems.problems import Problem, ProblemFile
from storage.region.cap_messages import ReceivedCap
from storage.rota.office_work import WorkTurn
from storage.sky.forecasts import Forecast


@immutable
class NamedFile:
    path: str
    """Below the archive folder."""
    called: str
    """The words by which people find it again."""


async def named(session: Session) -> list[NamedFile]:
    return [one for names in NAMING for one in await names(session)]


async def _of_reports(session: Session) -> list[NamedFile]:
    query = (
        select(ReportPart.file_path, ReportPart.file_name, Report.serial)
        .join(Report, col(Report.id) == ReportPart.report_id)
        .where(ReportPart.file_state == FileState.STORED)
        .order_by(col(ReportPart.id))
    )
    rows = (await session.exec(query)).all()
    return [
        NamedFile(path, f"{serial} {name or path.rpartition('/')[2]}")
        for path, name, serial in rows
        if path is not None
    ]


async def _of_problems(session: Session) -> list[NamedFile]:
    query = (
        select(ProblemFile.file_path, ProblemFile.file_name, Problem.serial)
        .join(Problem, col(Problem.id) == ProblemFile.problem_id)
        .where(ProblemFile.file_state == FileState.STORED)
        .order_by(col(ProblemFile.id))
    )
    rows = (await session.exec(query)).all()
    return [
        NamedFile(path, f"{serial} {name or path.rpartition('/')[2]}")
        for path, name, serial in rows
        if path is not None
    ]


async def _made(session: Session) -> list[NamedFile]:
    query = (
        select(WantedFile.sha256, WantedFile.name)
        .where(WantedFile.state == WantedState.MADE)
        .order_by(col(WantedFile.id))
    )
    found = {sha256: name for sha256, name in (await session.exec(query)).all() if sha256}
    return [NamedFile(wanted_files.place_of(sha256), name) for sha256, name in found.items()]


async def _templates(session: Session) -> list[NamedFile]:
    query = (
        select(PaperTemplate.sha256, PaperTemplate.name)
        .where(col(PaperTemplate.sha256).is_not(None))
        .order_by(col(PaperTemplate.id))
    )
    found = {sha256: name for sha256, name in (await session.exec(query)).all() if sha256}
    return [NamedFile(wanted_files.place_of(sha256), name) for sha256, name in found.items()]


async def _reduction_lists(session: Session) -> list[NamedFile]:
    query = (
        select(ReductionList.sha256, ReductionList.title, ReductionList.file_name)
        .where(col(ReductionList.sha256).is_not(None))
        .order_by(col(ReductionList.id))
    )
    found = {sha256: f"{title} {name}" for sha256, title, name in (await session.exec(query)).all()}
    return [NamedFile(wanted_files.place_of(one), name) for one, name in found.items() if one]


async def _forecasts(session: Session) -> list[NamedFile]:
    query = (
        select(Forecast.sha256, Forecast.file_name)
        .where(col(Forecast.sha256).is_not(None))
        .order_by(col(Forecast.id))
    )
    found = {sha256: name for sha256, name in (await session.exec(query)).all() if sha256}
    return [NamedFile(wanted_files.place_of(sha256), name) for sha256, name in found.items()]


async def _office_work(session: Session) -> list[NamedFile]:
    query = (
        select(WorkTurn.sha256, WorkTurn.title)
        .where(col(WorkTurn.sha256).is_not(None))
        .order_by(col(WorkTurn.id))
    )
    found = {sha256: title for sha256, title in (await session.exec(query)).all() if sha256}
    return [NamedFile(wanted_files.place_of(sha256), title) for sha256, title in found.items()]


async def _caps(session: Session) -> list[NamedFile]:
    query = select(ReceivedCap.sha256, ReceivedCap.file_name).order_by(col(ReceivedCap.id))
    found = dict((await session.exec(query)).all())
    return [NamedFile(wanted_files.place_of(sha256), name) for sha256, name in found.items()]


NAMING: tuple[Callable[[Session], Awaitable[list[NamedFile]]], ...] = (
    _of_reports,
    _of_problems,
    _made,
    _templates,
    _reduction_lists,
    _forecasts,
    _office_work,
    _caps,
)
"""One row for each table that names files in the archive."""
