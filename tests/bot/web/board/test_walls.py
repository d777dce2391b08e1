"""A wall is a device of its own: named, listed, revoked, and set up by the director alone."""

from tests.bot.web.board.browsers import browser, link_in, serve
from tests.harness.stage import Stage


async def test_a_wall_is_set_up_shows_for_months_and_is_revoked(stage: Stage) -> None:
    url = await serve(stage)
    director, office = stage.cast.director, stage.cast.office
    await stage.tell(director, "/board")
    stage.expect_private(director, "目前没有")
    asked = stage.expect_private(director, "看板网页")
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
