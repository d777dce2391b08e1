"""An open page is told of whatever changes, and nothing of it keeps the bot from ending."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.web.board import events, viewers
from storage.rota.shift_notes import ShiftNote
from tests.bot.web.board.browsers import Browser, Stream, browser, link_for, serve, with_link
from tests.harness.stage import Stage


@pytest.fixture
async def own(stage: Stage) -> AsyncIterator[Browser]:
    """A browser in which somebody of the office looks at the board."""
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as opened:
        await opened.enter(link)
        yield opened


async def first(stream: Stream) -> int:
    """The version that a stream begins with."""
    event = await stream.next()
    assert event is not None
    assert event.name == "version"
    assert event.number == str(event.facts["version"])
    return int(event.facts["version"])


async def test_what_is_decided_is_told_and_shown(stage: Stage, own: Browser) -> None:
    async with own.listening() as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        before = await first(stream)
        assert f'data-version="{before}"' in (await own.open()).text
        await stage.tell(stage.cast.director, "/board")
        event = await stream.next()
    assert event is not None
    assert event.facts["version"] != before
    assert event.facts["now"] == stage.clock.now().isoformat()
    assert event.facts["pace"] == 0
    stage.skim()


async def test_what_another_process_wrote_is_told(stage: Stage, own: Browser) -> None:
    """The command line decides beside the bot, with a desk and an engine of its own."""
    async with own.listening() as stream:
        before = await first(stream)
        async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:x") as desk:
            await desk.record("tried", "by:hand")
        event = await stream.next()
    assert event is not None
    assert event.facts["version"] > before


async def test_what_is_in_no_audit_log_is_told_as_well(stage: Stage, own: Browser) -> None:
    async with own.listening() as stream:
        before = await first(stream)
        async with stage.database.deciding(stage.plan.jurisdiction) as session:
            session.add(
                ShiftNote(
                    jurisdiction=stage.plan.jurisdiction,
                    post="office_staff",
                    written_by=stage.cast.staff.id,
                    written_at=stage.clock.now(),
                    text="noted",
                )
            )
        event = await stream.next()
    assert event is not None
    assert event.facts["version"] > before


async def test_whoever_comes_again_is_told_only_of_news(stage: Stage, own: Browser) -> None:
    async with own.listening() as stream:
        had = await first(stream)
    headers = {"Last-Event-ID": str(had)}
    async with own.listening(**headers) as stream:
        event = await stream.next()
        assert event is not None
        assert event.name == "beat"
    await stage.tell(stage.cast.director, "/board")
    async with own.listening(**headers) as stream:
        assert await first(stream) > had
    stage.skim()


async def test_a_stream_outlives_what_the_door_gives_an_answer(
    stage: Stage, own: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BEAT_EVERY", 0.02)
    async with own.listening() as stream:
        await first(stream)
        for _ in range(5):
            event = await stream.next()
            assert event is not None
            assert event.name == "beat"


async def test_who_loses_the_post_is_told_to_read_anew(stage: Stage, own: Browser) -> None:
    async with own.listening() as stream:
        await first(stream)
        query = await stage.tell(stage.cast.staff, "/board")
        assert query is not None
        sent = with_link(stage, stage.cast.staff)
        await stage.press(stage.cast.staff, sent, "结束其他设备")
        last = await stream.until_ended()
    assert last is not None
    assert last.facts["version"] == events.NO_MORE
    assert (await own.open()).status_code == 403


async def test_the_bot_ends_at_once_though_somebody_looks(stage: Stage, own: Browser) -> None:
    async with own.listening() as stream:
        await first(stream)
        await asyncio.wait_for(stage.stop(), events.BEAT_EVERY - 1)
        await stream.until_ended()
    await stage.start()
    async with own.listening() as stream:
        await first(stream)


async def test_no_more_than_there_is_room_for(
    stage: Stage, own: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewers, "MOST", 2)
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(own.listening()) for _ in range(2)]
        for stream in streams:
            await first(stream)
        full = await own.open("events")
        assert full.status_code == 503
        assert "已达2台" in full.text
        # The page itself is there for everybody.
        assert (await own.open()).status_code == 200


async def test_newer_pages_of_a_visit_take_the_place_of_its_oldest(
    stage: Stage, own: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewers, "MOST_OF_ONE", 2)
    link = await link_for(stage, stage.cast.director)
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(browser(own.origin))
        await other.enter(link)
        streams = []
        for device in (other, own, own, own):
            streams.append(await stack.enter_async_context(device.listening()))
            await first(streams[-1])
        elsewhere, oldest, *newer = streams
        last = await oldest.until_ended()
        assert last is not None
        assert last.name == "crowded"
        # Whoever is dismissed may still look.
        assert (await own.open()).status_code == 200
        await stage.tell(stage.cast.director, "/board")
        for stream in (elsewhere, *newer):
            await first(stream)
    stage.skim()


async def test_whoever_sees_the_same_is_shown_the_very_page(stage: Stage, own: Browser) -> None:
    link = await link_for(stage, stage.cast.director)
    async with browser(own.origin) as other:
        await other.enter(link)
        pages = await asyncio.gather(*(one.open() for one in (own, other) for _ in range(3)))
    assert len({page.content for page in pages}) == 1


@pytest.mark.on_postgresql("never")
async def test_a_database_that_is_away_ends_no_stream(
    stage: Stage, own: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BEAT_EVERY", 0.02)
    async with own.listening() as stream:
        await first(stream)
        await _rename(stage, "board_versions", "away")
        failed = await own.open()
        assert failed.status_code == 503
        assert "暂时不能显示" in failed.text
        await _rename(stage, "away", "board_versions")
        event = await stream.next()
        assert event is not None
        assert (await own.open()).status_code == 200


async def _rename(stage: Stage, table: str, to: str) -> None:
    async with stage.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {to}")
