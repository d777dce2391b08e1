"""Keeps what became of the files that show a problem, as the archive fetches them."""

from pathlib import PurePosixPath

from messages.render import Message
from office import fetched_files, post
from office.desk import Desk
from office.post import Posting
from storage.owed.reports import FileState
from storage.problems.problems import Problem, ProblemFile
from storage.subjects import Subject


async def place(desk: Desk, kept: ProblemFile) -> PurePosixPath:
    shown = await desk.session.get_one(Problem, kept.problem_id)
    given = kept.file_name or ""
    return fetched_files.place_in(kept.jurisdiction, shown.serial, given, kept.kind)


async def stored(desk: Desk, file_id: int, path: str) -> None:
    kept = await desk.session.get_one(ProblemFile, file_id)
    kept.file_state, kept.file_path, kept.next_try_at = FileState.STORED, path, None
    await _keep(desk, kept, "file_stored")


async def removed(desk: Desk, file_id: int) -> None:
    # Retention put on record that this file was to go.
    kept = await desk.session.get_one(ProblemFile, file_id)
    kept.file_path = kept.next_try_at = None
    desk.session.add(kept)
    await desk.session.flush()


async def failed(desk: Desk, file_id: int, reason: str) -> None:
    kept = await desk.session.get_one(ProblemFile, file_id)
    kept.file_attempts += 1
    kept.next_try_at = fetched_files.next_try(kept.recorded_at, kept.file_attempts, desk.now)
    if kept.next_try_at is None:
        kept.file_state = FileState.FAILED
        await _tell_office(desk, kept, "problem_file_given_up")
        await _keep(desk, kept, "file_failed", reason=reason)
        return
    desk.session.add(kept)
    await desk.session.flush()


async def too_large(desk: Desk, file_id: int) -> None:
    kept = await desk.session.get_one(ProblemFile, file_id)
    kept.file_state, kept.next_try_at = FileState.TOO_LARGE, None
    await _tell_office(desk, kept, "problem_file_too_large")
    await _keep(desk, kept, "file_too_large")


async def _tell_office(desk: Desk, kept: ProblemFile, key: str) -> None:
    shown = await desk.session.get_one(Problem, kept.problem_id)
    told = Message(desk.words.phrase(key, serial=shown.serial))
    await post.tell_office(desk, told, Posting(Subject.of(shown)))


async def _keep(desk: Desk, kept: ProblemFile, action: str, **detail: str) -> None:
    desk.session.add(kept)
    await desk.session.flush()
    await desk.record(action, f"problem_file:{kept.key}", **detail)
