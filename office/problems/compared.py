"""佐证对照: which photos of before and after stand in one picture, and what comes beside it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from messages.views.pictures import ComparedPhoto, ComparedSide, EvidencePicture
from office import enclosing
from office.bodies import agency_names
from office.desk import Desk
from office.problems.acceptance_cards import newest_parts
from office.refusal import Refusal
from storage.immutable import immutable
from storage.owed import reports
from storage.owed.reports import FileState, PartKind, ReportPart
from storage.problems import problems
from storage.problems.problems import Problem, ProblemFile
from storage.problems.rectifications import Rectification

CRAFT = "evidence_picture"
ROWS = 2
"""Pairs in one picture: with more of them Telegram makes it narrower than a phone."""
MOST_PAGES = 4
MOST_PHOTOS = ROWS * MOST_PAGES
"""Of each side; of more the newest are shown, as they say how it stands now."""
_PICTURES = frozenset((".jpg", ".jpeg", ".png"))
"""What a photo that was sent as a file is called, where it can be drawn."""
_LARGEST = enclosing.LARGEST[enclosing.PHOTO]
_WHY = {
    FileState.WAITING: "waiting",
    FileState.TOO_LARGE: "large",
    FileState.FAILED: "failed",
    FileState.EXPIRED: "expired",
}


@immutable
class SideFile:
    """A file of either side."""

    kind: str
    file_id: str
    name: str
    size: int
    at: datetime
    state: str
    path: str | None

    @property
    def is_photo(self) -> bool:
        if self.kind == PartKind.PHOTO:
            return True
        suffix = PurePosixPath(self.name).suffix.lower()
        return self.kind == PartKind.DOCUMENT and suffix in _PICTURES and self.size <= _LARGEST


@immutable
class Compared:
    problem: Problem
    row: Rectification
    before: tuple[SideFile, ...]
    after: tuple[SideFile, ...]

    @property
    def pages(self) -> int:
        """How many pictures it takes; none where there is no photo at all."""
        photos = max(len(_photos(self.before)), len(_photos(self.after)))
        return -(-photos // ROWS)


async def of(desk: Desk, rectification_id: int) -> Compared:
    row = await desk.session.get(Rectification, rectification_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    problem = await desk.session.get_one(Problem, row.problem_id)
    report = await reports.report_of(desk.session, row.obligation_id)
    before = await problems.shown_before(desk.session, problem.key)
    after = [one for one in await newest_parts(desk, report) if one.file_id is not None]
    return Compared(
        problem,
        row,
        tuple(file_of(one) for one in before),
        tuple(file_of(one) for one in after),
    )


async def view_of(desk: Desk, rectification_id: int, page: int, archive: Path) -> EvidencePicture:
    """One picture of it, as the workshop draws it."""
    found = await of(desk, rectification_id)
    problem = found.problem
    return EvidencePicture(
        number=problem.serial,
        body=agency_names.name(desk, found.row.body),
        where="，".join(filter(None, (problem.unit, problem.place))) or problem.found,
        before=_side(found.before, page, archive),
        after=_side(found.after, page, archive),
        page=page,
        pages=found.pages,
        drill=problem.drill,
    )


def beside(side: Sequence[SideFile]) -> list[tuple[int, SideFile]]:
    """What no picture can show, with its place among all that is no photo."""
    return list(enumerate((one for one in side if not one.is_photo), 1))


def file_of(one: ProblemFile | ReportPart) -> SideFile:
    at = one.sent_at if isinstance(one, ReportPart) else one.recorded_at
    name, size = one.file_name or "", one.file_size or 0
    return SideFile(one.kind, one.file_id or "", name, size, at, one.file_state, one.file_path)


def _side(side: Sequence[SideFile], page: int, archive: Path) -> ComparedSide:
    photos = [one for one in side if one.is_photo]
    numbered = list(enumerate(photos, 1))[-MOST_PHOTOS:]
    here = numbered[(page - 1) * ROWS : page * ROWS]
    return ComparedSide(len(photos), tuple(_photo(number, one, archive) for number, one in here))


def _photos(side: Sequence[SideFile]) -> list[SideFile]:
    return [one for one in side if one.is_photo][-MOST_PHOTOS:]


def _photo(number: int, one: SideFile, archive: Path) -> ComparedPhoto:
    if one.state == FileState.STORED and one.path is not None:
        return ComparedPhoto(number, one.at, str((archive / one.path).resolve()))
    return ComparedPhoto(number, one.at, None, _WHY.get(FileState(one.state), "gone"))
