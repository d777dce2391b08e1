"""A wall is a device of its own: named, listed, revoked, and set up by the director alone."""

import re

from messages.pages.qr import qr
from office.upkeep import applying
from tests.bot.web.board.browsers import Browser, browser, link_in, serve
from tests.harness.stage import Stage


async def test_a_wall_is_set_up_shows_for_months_and_is_revoked(stage: Stage) -> None:
    url = await serve(stage)
    director, office = stage.cast.director, stage.cast.office
    await stage.tell(director, "/board")
    asked = stage.expect_private(director, "看板网页")
    stage.expect_private(director, "目前没有")
    await stage.press(director, asked, "大屏")
    listed = stage.expect_private(director, "还没有大屏")
    await stage.press(director, listed, "新增大屏")
    question = stage.expect_private(director, "请回复大屏的名称")
    await stage.reply(director, question, "一楼指挥大厅")
    sent = stage.expect_private(director, "大屏“一楼指挥大厅”", "5分钟内有效")
    link = link_in(sent)
    async with browser(url) as wall:
        assert "作为大屏“一楼指挥大厅”" in (await wall.open(link)).text
        page = await wall.enter(link)
        assert 'data-reader="wall"' in page.text
        await stage.settle()
        stage.expect(office, "大屏“一楼指挥大厅”已接入看板", "办公室主任")
        # It lives through nights, restarts, and the director's own visits.
        await stage.restart()
        await stage.advance(hours=40)
        stage.skim()
        assert (await wall.open()).status_code == 200
        await _renew_plan(stage)
        assert "（新）" in (await wall.open()).text
        await stage.tell(director, "/board 大屏")
        listed = stage.expect_private(director, "一楼指挥大厅", "正在显示")
        query = await stage.press(director, listed, "撤销“一楼指挥大厅”")
        stage.expect_toast(query, "已撤销")
        stage.expect(office, "大屏“一楼指挥大厅”已撤销", "办公室主任")
        out = await wall.open()
        assert out.status_code == 403
        assert "本大屏已撤销" in out.text
        again = await stage.press(director, listed, "撤销“一楼指挥大厅”")
        stage.expect_toast(again, "该大屏已撤销")


async def _renew_plan(stage: Stage) -> None:
    """Another version of the plan, in which the office is called otherwise."""
    renewed = stage.plan.model_copy(update={"office": f"{stage.plan.office}（新）"})
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        await applying.apply(session, renewed, now=stage.now(), actor="cli:test")


async def test_a_wall_that_is_off_is_seen_in_the_list(stage: Stage) -> None:
    url = await serve(stage)
    director = stage.cast.director
    await stage.tell(director, "/board 大屏 值班室")
    link = link_in(stage.expect_private(director, "大屏“值班室”"))
    async with browser(url) as wall:
        await wall.enter(link)
    await stage.advance(minutes=4)
    stage.skim()
    await stage.tell(director, "/board wall")
    stage.expect_private(director, "值班室", "已断开")


async def test_only_the_director_sets_up_walls(stage: Stage) -> None:
    await serve(stage)
    for person in (stage.cast.staff, stage.cast.mayor, stage.cast.deputy_director):
        await stage.tell(person, "/board 大屏 大厅")
        stage.expect_private(person, "大屏由办公室主任设置和撤销")
    await stage.say(stage.cast.director, stage.cast.office, "/board 大屏 大厅")
    stage.expect(stage.cast.office, "私聊")
    stage.expect_silence()


async def test_forged_presses_set_up_and_revoke_nothing(stage: Stage) -> None:
    url = await serve(stage)
    director, staff = stage.cast.director, stage.cast.staff
    await stage.tell(director, "/board 大屏 大厅")
    link = link_in(stage.expect_private(director, "大屏“大厅”"))
    async with browser(url) as wall:
        await wall.enter(link)
        await stage.settle()
        stage.skim()
        await stage.tell(staff, "/board")
        own = stage.skim(stage.cast.private(staff))[-1]
        for data in ("wallrevoke:1", "wallrevoke:x", "wallnew", "walls", "walls:7"):
            query = await stage.forge(staff, own, data)
            stage.expect_toast(query, "办公室主任")
        there = await stage.say(staff, stage.cast.office, "/board")
        assert there is not None
        shown = stage.skim(stage.cast.office)[-1]
        for data in ("boardend", "walls", "wallrevoke:1"):
            query = await stage.forge(director, shown, data)
            stage.expect_toast(query, "私聊")
        assert (await wall.open()).status_code == 200


async def test_names_of_walls(stage: Stage) -> None:
    url = await serve(stage)
    director = stage.cast.director
    for name, said in (("很长的名称" * 5, "1至20个字"), ("大厅", "大屏“大厅”")):
        await stage.tell(director, f"/board 大屏 {name}")
        sent = stage.expect_private(director, said)
    async with browser(url) as wall:
        await wall.enter(link_in(sent))
        await stage.settle()
        stage.skim()
    await stage.tell(director, "/board 大屏 大厅")
    stage.expect_private(director, "已有名称为“大厅”的大屏")


async def test_a_television_becomes_a_wall_by_the_code_that_it_shows(stage: Stage) -> None:
    url = await serve(stage)
    director, office = stage.cast.director, stage.cast.office
    await stage.tell(director, "/board 大屏")
    address = url.removeprefix("http://")
    listed = stage.expect_private(director, "还没有大屏", f"打开 {address}/wall")
    await stage.press(director, listed, "新增大屏")
    question = stage.expect_private(director, "请回复大屏的名称")
    await stage.reply(director, question, "一楼大厅")
    offered = stage.expect_private(director, "大屏“一楼大厅”")
    link = link_in(offered)
    await stage.press(director, offered, "电视")
    asked = stage.expect_private(director, "屏幕码", f"{address}/wall")
    async with browser(url) as screen, browser(url) as other, browser(url) as desk:
        shown = await screen.open("/wall")
        assert "显示屏幕码" in shown.text
        assert "refresh" not in shown.text
        code = await shown_on(screen)
        assert await shown_on(other) != code
        # A digit that is wrong is noticed before anything is let in.
        wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
        await stage.reply(director, asked, wrong)
        stage.expect_private(director, "所发的有误")
        await stage.reply(director, asked, f"{code[:4]} {code[4:]}")
        stage.expect_private(director, "已收到大屏“一楼大厅”的屏幕码")
        # What was sent as a link is good no more, as there is one wall of a name.
        assert (await desk.press(link)).status_code == 410
        assert "显示屏幕码" not in (await other.open("/wall")).text
        led = await screen.open("/wall")
        assert led.status_code == 303
        screen.page = led.headers["location"]
        assert 'data-reader="wall"' in (await screen.open()).text
        await stage.settle()
        stage.expect(office, "大屏“一楼大厅”已接入看板", "办公室主任")
        # The code was good once, whoever shows it.
        assert "显示屏幕码" in (await screen.open("/wall")).text
        await stage.tell(director, "/board wall")
        stage.expect_private(director, "一楼大厅", "正在显示")


async def test_a_code_on_one_line_and_whom_it_is_refused(stage: Stage) -> None:
    url = await serve(stage)
    director = stage.cast.director
    async with browser(url) as screen:
        assert (await screen.press("/wall", Origin="https://elsewhere.example")).status_code == 403
        code = await shown_on(screen)
        await stage.tell(stage.cast.staff, f"/board 大屏 2号楼 {code}")
        stage.expect_private(stage.cast.staff, "大屏由办公室主任设置和撤销")
        await stage.tell(director, f"/board 大屏 2号楼 {code}")
        stage.expect_private(director, "已收到大屏“2号楼”的屏幕码")
        await stage.advance(minutes=5)
        stage.expect_private(director, "没有屏幕显示屏幕码", "大屏“2号楼”没有接入")
        # Both have become too old: the screen asks for another one.
        assert "显示屏幕码" in (await screen.open("/wall")).text
        screen.http.cookies.clear()
        for made_up in ("", "1.2", "x.y.z", "1.2.3.4", "9" * 400, "1.ab.\xe5"):
            cookie = f"qingkong_screen={made_up}".encode("latin-1")
            there = await screen.http.get("/wall", headers={b"Cookie": cookie})
            assert "显示屏幕码" in there.text
        for _ in range(19):
            assert (await screen.press("/wall")).status_code == 303
        crowded = await screen.press("/wall")
        assert crowded.status_code == 429
        assert "过于频繁" in crowded.text
        # Strangers at one address are no hindrance to a screen at another.
        elsewhere = {"X-Forwarded-For": "198.51.100.7"}
        assert (await screen.press("/wall", **elsewhere)).status_code == 303
    for number in ("999", "x"):
        said = await stage.say(director, stage.cast.private(director), "/board 大屏")
        assert said is not None
        shown = stage.skim(stage.cast.private(director))[-1]
        query = await stage.forge(director, shown, f"wallcode:{number}")
        stage.expect_toast(query, "已失效")


async def test_a_phone_that_scans_the_screen_finds_its_code_in_the_chat(stage: Stage) -> None:
    url = await serve(stage)
    director, staff, office = stage.cast.director, stage.cast.staff, stage.cast.office
    async with browser(url) as screen:
        code = await shown_on(screen)
        assert stage.runtime is not None
        there = f"https://t.me/{stage.runtime.desks.bot_username}?start=wall_{code}"
        assert qr(there) in (await screen.open("/wall")).text
        started = f"/start wall_{code}"
        await stage.tell(staff, started)
        stage.expect_private(staff, "大屏由办公室主任设置和撤销")
        stranger = stage.world.add_person("路人")
        await stage.tell(stranger, started)
        stage.expect_private(stranger, "接入码有误")
        await stage.tell(director, f"/start wall_{code[:-1]}{(int(code[-1]) + 1) % 10}")
        stage.expect_private(director, "所发的有误")
        await stage.say(director, office, started)
        stage.expect(office, "私聊")
        await stage.tell(director, started)
        # Somebody may have sent such a link, so that it is compared.
        asked = stage.expect_private(director, f"屏幕码{code[:4]} {code[4:]}", "一致")
        await stage.reply(director, asked, "一楼大厅")
        stage.expect_private(director, "已收到大屏“一楼大厅”的屏幕码")
        led = await screen.open("/wall")
        assert led.status_code == 303
        await stage.settle()
        stage.expect(office, "大屏“一楼大厅”已接入看板")
        # The look that comes afterwards finds it used, and says nothing.
        await stage.advance(minutes=1)
        stage.expect_silence()


async def test_a_code_that_no_screen_shows_is_told_and_taken_back(stage: Stage) -> None:
    url = await serve(stage)
    director = stage.cast.director
    async with browser(url) as screen:
        code = await shown_on(screen)
        # Its page was closed meanwhile.
        await stage.tell(director, f"/board 大屏 大厅 {code}")
        stage.expect_private(director, "已收到大屏“大厅”的屏幕码")
        await stage.advance(seconds=15)
        stage.expect_private(director, f"没有屏幕显示屏幕码{code[:4]} {code[4:]}", "已作废")
        # It is opened again: what was taken back lets in nobody, and may be sent once more.
        assert code[:4] in (await screen.open("/wall")).text
        await stage.tell(director, f"/board 大屏 大厅 {code}")
        stage.expect_private(director, "已收到大屏“大厅”的屏幕码")
        assert (await screen.open("/wall")).status_code == 303
        await stage.settle()
        stage.expect(stage.cast.office, "大屏“大厅”已接入看板")


async def shown_on(screen: Browser) -> str:
    """Press for a code, and read it off the screen."""
    assert (await screen.press("/wall")).headers["location"] == "/wall"
    page = await screen.open("/wall")
    assert 'http-equiv="refresh"' in page.text
    found = re.search(r'class="code">([0-9]{4}) ([0-9]{4})<', page.text)
    assert found is not None
    return found[1] + found[2]
