"""What shows a problem before and after: what stands in pictures, and what comes beside them."""

from pathlib import Path

import pytest
from sqlmodel import select

from office.bodies.people import actor
from office.matters.order_files import OrderFile
from office.problems import compared, evidence, sealing
from office.problems.compared import MOST_PAGES, MOST_PHOTOS, ROWS
from office.problems.filing import Shown
from office.refusal import Refusal
from office.reports import taking
from office.reports.message_parts import Incoming, IncomingFile
from storage.delivery.outbox import ENCLOSED, Delivery
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.owed.reports import FileState, PartKind
from storage.problems.problems import Problem, ProblemFile
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.problem_days import answers, charged, rectification
from tests.office.signers import HERE, said


async def found_with(day: LadderDay, *kinds: tuple[str, str, str | None]) -> None:
    """The problem was filed with these: kind, state, name."""
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        for place, (kind, state, name) in enumerate(kinds):
            desk.session.add(
                ProblemFile(
                    jurisdiction=desk.jurisdiction,
                    problem_id=row.problem_id,
                    kind=kind,
                    chat_id=1,
                    message_id=place,
                    sent_by=STAFF.user_id,
                    recorded_at=desk.now,
                    file_id=f"before{place}",
                    file_unique_id=f"u{place}",
                    file_name=name,
                    file_state=state,
                    file_path=f"o/{place}.jpg" if state == FileState.STORED else None,
                )
            )


async def answered_with(day: LadderDay, *kinds: PartKind) -> None:
    async with day.office.desk() as desk:
        items = [
            Incoming(
                chat_id=day.group_id,
                message_id=100 + place,
                sent_by=LIAISON.user_id,
                sent_at=desk.now,
                kind=kind,
                text="已整改" if not place else "",
                file=IncomingFile(
                    file_id=f"after{place}",
                    file_unique_id=f"a{place}",
                    name="整改.pdf" if kind == PartKind.DOCUMENT else None,
                ),
            )
            for place, kind in enumerate(kinds)
        ]
        assert await taking.receive(desk, LIAISON, AGENCY, day.owed_id, items)


async def bring(day: LadderDay) -> evidence.EvidenceBrought:
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        return await evidence.bring(desk, STAFF, HERE, row.key)


async def test_photos_stand_in_pictures_and_all_else_comes_beside(office: Office) -> None:
    day = await charged(office)
    stored = FileState.STORED
    await found_with(
        day,
        (PartKind.PHOTO, stored, None),
        (PartKind.DOCUMENT, stored, "现场.JPG"),
        (PartKind.PHOTO, FileState.FAILED, None),
        (PartKind.VIDEO, FileState.TOO_LARGE, None),
        (PartKind.VOICE, stored, None),
    )
    await answered_with(day, PartKind.PHOTO, PartKind.DOCUMENT)
    brought = await bring(day)
    assert (brought.pictures, brought.files, brought.elsewhere) == (2, 2, 1)
    async with office.desk() as desk:
        wanted = (await desk.session.exec(select(WantedFile))).all()
        assert [one.asked["page"] for one in wanted] == [1, 2]
        # It is kept no longer than what people export.
        assert all(one.subject_kind is None and one.wanted_by for one in wanted)
        sent = (await desk.session.exec(select(Delivery).order_by("id"))).all()
        [moving, beside] = [one for one in sent if one.context.get(ENCLOSED, {}).get("file_id")]
        # A video that is too large for the archive still goes by its id.
        assert moving.context[ENCLOSED]["form"] == "video"
        assert moving.text.startswith("整改前附件1　")
        assert "视频" in moving.text
        assert beside.text.startswith("整改后附件1　")
        assert "整改.pdf" in beside.text
        row = await rectification(desk, day)
        first = await compared.view_of(desk, row.key, 1, Path("/archive"))
        second = await compared.view_of(desk, row.key, 2, Path("/archive"))
    assert [one.number for one in first.before.photos] == [1, 2]
    assert (first.before.total, first.after.total, first.pages) == (3, 1, 2)
    assert first.before.photos[0].path == "/archive/o/0.jpg"
    [after] = first.after.photos
    assert (after.path, after.why) == (None, "waiting")
    [failed] = second.before.photos
    assert (failed.number, failed.path, failed.why) == (3, None, "failed")
    assert second.after.photos == ()
    # A second press while they are made wants nothing twice.
    await bring(day)
    async with office.desk() as desk:
        rows = (await desk.session.exec(select(WantedFile))).all()
        assert len(rows) == 2
        rows[0].state = WantedState.MADE
        desk.session.add(rows[0])


async def test_of_very_many_the_newest_are_shown(office: Office) -> None:
    day = await charged(office)
    await answered_with(day, *[PartKind.PHOTO] * (MOST_PHOTOS + 3))
    assert (await bring(day)).pictures == MOST_PAGES
    async with office.desk() as desk:
        row = await rectification(desk, day)
        last = await compared.view_of(desk, row.key, MOST_PAGES, Path("/archive"))
        first = await compared.view_of(desk, row.key, 1, Path("/archive"))
    total = MOST_PHOTOS + 3
    assert (last.before.total, last.after.total) == (0, total)
    assert [one.number for one in last.after.photos] == [total - 1, total]
    assert first.after.photos[0].number == 4
    assert len(first.after.photos) == ROWS


async def test_where_there_is_nothing_or_another_office_it_says_so(office: Office) -> None:
    day = await charged(office)
    with pytest.raises(Refusal, match="problem_no_evidence"):
        await bring(day)
    async with office.desk() as desk:
        with pytest.raises(Refusal, match="button_obsolete"):
            await evidence.bring(desk, STAFF, HERE, 999)
    # Telegram sends a round video again in a form of its own, without words.
    await answered_with(day, PartKind.VIDEO_NOTE)
    brought = await bring(day)
    assert (brought.pictures, brought.files, brought.elsewhere) == (0, 0, 1)


async def test_an_order_takes_along_the_first_file_that_goes_again(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        key = (await rectification(desk, day)).problem_id
        problem = await desk.session.get_one(Problem, key)
        assert await evidence.to_send(desk, problem) is None
    stored = FileState.STORED
    await found_with(
        day,
        (PartKind.VIDEO_NOTE, stored, None),
        (PartKind.DOCUMENT, stored, "现场.pdf"),
        (PartKind.PHOTO, stored, None),
    )
    async with office.desk() as desk:
        problem = await desk.session.get_one(Problem, key)
        found = await evidence.to_send(desk, problem)
        assert found == OrderFile(PartKind.DOCUMENT, "before1", "现场.pdf")


async def test_the_sealed_paper_comes_with_the_name_of_who_is_responsible(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        row = await rectification(desk, day)
        paper = Shown(PartKind.PHOTO, 1, 1, "sealed", "s1")
        await sealing.send(desk, who, AGENCY, row.key, "责任人：李四", (paper,))
    brought = await bring(day)
    assert (brought.pictures, brought.files, brought.elsewhere) == (0, 1, 0)
    async with office.desk() as desk:
        *_, sent = await said(desk, HERE.chat_id)
        assert sent.context[ENCLOSED]["file_id"] == "sealed"
        assert "李四" in (sent.text or "")
