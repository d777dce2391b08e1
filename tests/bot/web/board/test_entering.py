"""A one-time link lets a person in on a press, once and for as long as they hold a post."""

import hashlib
from dataclasses import replace

import pytest
from sqlmodel import select

from office.board_access import links
from office.bodies import people
from storage.board_access.links import BoardLink
from storage.board_access.visits import BoardVisit
from storage.books.audit import AuditEntry
from storage.delivery.outbox import Delivery
from storage.receiving.inbox import InboxUpdate
from storage.roster import people as roster
from tests.bot.web.board.browsers import Browser, browser, link_for, link_in, serve, with_link
from tests.harness.stage import Stage
from tests.stories.test_answers import Neighbour

pytestmark = pytest.mark.on_postgresql("first")


async def looks(at: Browser) -> bool:
    return (await at.open()).status_code == 200


async def test_a_link_opens_the_board_once_on_a_press(stage: Stage) -> None:
    url = await serve(stage)
    staff = stage.cast.staff
    await stage.tell(staff, "/board")
    # The button comes first: long messages after it do not push it out of sight.
    sent = stage.expect_private(staff, "看板网页（只读）", "5分钟内有效", "只能用一次")
    stage.expect_private(staff, "目前没有")
    link = link_in(sent)
    assert link.startswith(f"{url}/board/enter/")
    async with browser(url) as own, browser(url) as other:
        # A preview may fetch it as often as it likes.
        for _ in range(3):
            shown = await other.open(link)
            assert shown.status_code == 200
            assert "打开看板" in shown.text
            assert stage.plan.office in shown.text
        assert not await looks(other)
        page = await own.enter(link)
        assert 'data-reader="office"' in page.text
        assert stage.plan.office in page.text
        # It was used, and says so to whoever has it.
        assert "已使用或已失效" in (await other.open(link)).text
        again = await other.press(link)
        assert again.status_code == 410
        assert not await looks(other)
        assert await looks(own)


async def test_nothing_that_opens_the_board_is_written_down(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        await own.enter(link)
        (cookie,) = own.http.cookies.jar
    assert cookie.value is not None
    seal = link.rpartition("/")[2]
    async with stage.database.reading() as session:
        rows = [
            *(await session.exec(select(Delivery))).all(),
            *(await session.exec(select(AuditEntry))).all(),
            *(await session.exec(select(BoardLink))).all(),
            *(await session.exec(select(BoardVisit))).all(),
        ]
    kept = " ".join(str(vars(row)) for row in rows)
    for secret in (seal, seal.partition("-")[2], cookie.value):
        assert secret not in kept
        assert secret not in caplog.text
    assert hashlib.sha256(cookie.value.encode()).hexdigest() in kept


async def test_a_press_below_a_link_brings_it_back_to_no_row(stage: Stage) -> None:
    """Telegram gives the message with all its buttons to whoever hears of a press."""
    await serve(stage)
    director = stage.cast.director
    await stage.tell(director, "/board")
    sent = with_link(stage, director)
    await stage.press(director, sent, "大屏")
    stage.expect_private(director, "大屏")
    async with stage.database.reading() as session:
        rows = (await session.exec(select(InboxUpdate))).all()
    pressed = [row.raw for row in rows if "callback_query" in row.raw]
    assert pressed
    assert link_in(sent).rpartition("/")[2] not in str(pressed)


async def test_a_cookie_is_for_our_pages_alone(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        said = (await own.press(link)).headers["set-cookie"]
    assert "HttpOnly" in said
    assert "SameSite=strict" in said
    assert "Path=/" in said
    # On this machine alone there is no TLS, and a browser would not send it back.
    assert "Secure" not in said


async def test_a_form_of_another_site_enters_nothing(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        for forged in (
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Origin": url, "Sec-Fetch-Site": "cross-site"},
        ):
            refused = await own.press(link, **forged)
            assert refused.status_code == 403
            assert "不是从看板页面发出的" in refused.text
        assert (await own.http.post(link)).status_code == 403
        assert not await looks(own)
        # Nor does it end a visit.
        await own.enter(link)
        assert (await own.press("leave", Origin="null")).status_code == 403
        assert await looks(own)


@pytest.mark.parametrize("token", ["", "7", "1-", "-x", "x-y", "1-AAAA", f"{'9' * 30}-AAAA", "١-A"])
async def test_made_up_links_open_nothing(stage: Stage, token: str) -> None:
    url = await serve(stage)
    good = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        for path in (f"/board/enter/{token}", f"{good}x", good[:-1]):
            answer = await own.press(path)
            assert answer.status_code in {404, 410}, path
            assert (await own.open(path)).status_code == answer.status_code


async def test_a_link_of_one_person_is_no_good_with_another_s_number(stage: Stage) -> None:
    url = await serve(stage)
    first = await link_for(stage, stage.cast.staff)
    second = await link_for(stage, stage.cast.director)
    head, _, seal = first.rpartition("-")
    other_head = second.rpartition("-")[0]
    assert head != other_head
    async with browser(url) as own:
        assert (await own.press(f"{other_head}-{seal}")).status_code == 410


async def test_a_link_lasts_five_minutes(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    await stage.advance(minutes=5)
    async with browser(url) as own:
        assert (await own.press(link)).status_code == 410
        late = await own.open(link)
        assert "/board" in late.text
    stage.skim()


@pytest.mark.parametrize("cookie", ["", "made-up", "%00", "x" * 4000])
async def test_a_made_up_cookie_shows_nothing(stage: Stage, cookie: str) -> None:
    url = await serve(stage)
    async with browser(url) as own:
        own.http.cookies.set("qingkong_board_1", cookie)
        own.http.cookies.set(f"qingkong_board_{'9' * 30}", cookie)
        page = "/board/1/"
        for path in ("/board", page, f"{page}events", f"{page}files/{'0' * 64}"):
            answer = await own.open(path)
            assert answer.status_code == 403
            assert "尚未登录看板" in answer.text


async def test_who_loses_the_post_is_out_at_once(stage: Stage) -> None:
    url = await serve(stage)
    director, staff = stage.cast.director, stage.cast.staff
    link = await link_for(stage, staff)
    unused = await link_for(stage, staff)
    async with browser(url) as own:
        await own.enter(link)
        await _dismiss(stage, staff.id)
        out = await own.open()
        assert out.status_code == 403
        assert "没有查看看板的职务" in out.text
        # What was sent before it is no good any more either.
        assert "没有查看看板的职务" in (await own.press(unused)).text
    assert director.id != staff.id
    stage.skim()


@pytest.mark.clause("A8")
async def test_a_visit_of_a_person_ends_after_twelve_hours(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.auditor)
    async with browser(url) as own:
        page = await own.enter(link)
        assert 'data-reader="auditor"' in page.text
        await stage.advance(hours=11, minutes=59)
        assert await looks(own)
        await stage.advance(minutes=1)
        over = await own.open()
        assert over.status_code == 403
        assert "已满12小时" in over.text
    stage.skim()


async def test_one_leaves_on_the_page_or_ends_other_devices_in_the_chat(stage: Stage) -> None:
    url = await serve(stage)
    mayor = stage.cast.mayor
    async with browser(url) as phone, browser(url) as desktop:
        for device in (phone, desktop):
            page = await device.enter(await link_for(stage, mayor))
            assert 'data-reader="leader"' in page.text
        left = await phone.press("leave")
        assert "已退出看板" in left.text
        assert not await looks(phone)
        await stage.tell(mayor, "/board")
        sent = stage.expect_private(mayor, "1台设备正在使用")
        stage.expect_private(mayor)
        query = await stage.press(mayor, sent, "结束其他设备")
        stage.expect_toast(query, "已结束1台")
        out = await desktop.open()
        assert out.status_code == 403
        assert "已在其他地方结束" in out.text
        query = await stage.press(mayor, sent, "结束其他设备")
        stage.expect_toast(query, "没有设备")


async def test_one_browser_shows_two_offices(stage: Stage) -> None:
    url = await serve(stage)
    staff = stage.cast.staff
    neighbour = Neighbour(stage, staff)
    async with browser(url) as own:
        await own.enter(await link_for(stage, staff))
        await neighbour.move_in()
        there = replace(own)
        assert stage.runtime is not None
        desks = replace(stage.desks(), board=stage.runtime.desks.board)
        async with desks.open(neighbour.jurisdiction, stage.now(), "cli:test") as desk:
            link = await links.offer(desk, await people.actor(desk, staff.id, staff.name))
            address = await links.url(desk, str(link.key))
        assert address is not None
        assert "邻市指挥部办公室" in (await there.enter(address)).text
        assert "邻市" not in (await own.open()).text


async def test_one_browser_keeps_several_boards(stage: Stage) -> None:
    """Of two offices, of two people at one desk, or a wall beside somebody's own."""
    url = await serve(stage)
    director, mayor = stage.cast.director, stage.cast.mayor
    async with browser(url) as first:
        second, wall = replace(first), replace(first)
        assert (await first.open()).status_code == 403
        assert 'data-reader="office"' in (await first.enter(await link_for(stage, director))).text
        assert 'data-reader="leader"' in (await second.enter(await link_for(stage, mayor))).text
        await stage.tell(director, "/board 大屏 大厅")
        sent = stage.skim(stage.cast.private(director))[-1]
        assert 'data-reader="wall"' in (await wall.enter(link_in(sent))).text
        for one, reader in ((first, "office"), (second, "leader"), (wall, "wall")):
            assert f'data-reader="{reader}"' in (await one.open()).text
        # The bare address leads to the newest that goes on, and each ends by itself.
        assert (await first.open("/board")).headers["location"] == wall.page
        await wall.press("leave")
        assert (await first.open("/board")).headers["location"] == second.page
        assert (await wall.open()).status_code == 403
        assert await looks(first)
        assert await looks(second)
        await stage.advance(hours=12)
        over = await first.http.get("/board", follow_redirects=True)
        assert "已满12小时" in over.text
        # Nobody sees another's by its number.
        async with browser(url) as other:
            assert (await other.open(first.page)).status_code == 403
            for cookie in first.http.cookies.jar:
                other.http.cookies.set(second.page.strip("/").replace("/", "_"), cookie.value or "")
            assert (await other.open(second.page)).status_code == 403
    stage.skim()


async def test_a_restart_ends_no_visit(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        await own.enter(link)
        await stage.restart()
        assert await looks(own)
        await stage.kill()
        await stage.start()
        assert await looks(own)


async def test_a_liaison_sees_what_is_their_body_s(stage: Stage) -> None:
    url = await serve(stage)
    liaison = stage.cast.liaisons["zhujian"]
    stage.world.start_bot(liaison, stage.cast.bot)
    await stage.settle()
    await stage.tell(liaison, "/board")
    stage.skim()
    # Whoever is liaison of a body reads no board in words, and gets the link alone.
    await _appoint(stage, liaison.id, "zhujian")
    await stage.tell(liaison, "/board")
    sent = stage.expect_private(liaison, "看板网页")
    stage.expect_silence(stage.cast.private(liaison))
    async with browser(url) as own:
        page = await own.enter(link_in(sent))
        assert 'data-reader="body"' in page.text
    await stage.tell(liaison, "/help")
    stage.expect_private(liaison, "/board")


async def test_a_link_goes_to_nobody_in_a_group(stage: Stage) -> None:
    await serve(stage)
    await stage.say(stage.cast.staff, stage.cast.office, "/board")
    stage.expect(stage.cast.office, "目前没有")
    stage.expect_silence()


async def test_without_an_address_everything_is_as_before(stage: Stage) -> None:
    assert stage.setup.board is None
    await stage.tell(stage.cast.staff, "/board")
    assert stage.expect_private(stage.cast.staff, "目前没有").buttons() == []
    await stage.tell(stage.cast.director, "/board 大屏 大厅")
    stage.expect_private(stage.cast.director, "目前没有")
    stage.expect_silence()


async def _dismiss(stage: Stage, user_id: int) -> None:
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        for row in await roster.appointments_of(session, user_id):
            row.until = stage.clock.now()
            session.add(row)


async def _appoint(stage: Stage, user_id: int, body: str) -> None:
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        session.add(
            roster.Appointment(
                jurisdiction=stage.plan.jurisdiction,
                user_id=user_id,
                position=roster.LIAISON,
                agency=body,
                since=stage.clock.now(),
            )
        )
