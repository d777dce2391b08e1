"""The machine is lost in the middle of an episode; a backup goes on with it elsewhere."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from storage.database import Database
from tests.bot.operating import Terminal
from tests.harness import invariants
from tests.harness.databases import Backend
from tests.harness.engines import shared
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, all_report, issue, said_by_bot


async def test_a_restored_database_goes_on(stage: Stage, backend: Backend, tmp_path: Path) -> None:
    """The morning's prompts and the ladder come as if nothing had been, and nothing twice."""
    silent, folder, data = "zhujian", tmp_path / "backup", tmp_path / "data"
    alerts = await issue(stage)
    await all_confirm(stage, alerts, but=[silent])
    await stage.say(stage.cast.staff, stage.cast.office, "/export 2026-11-01 2026-12-31")
    stage.skim()
    place = {
        "database_url": stage.setup.database_url,
        "data_dir": str(stage.setup.data_dir),
        "clock": stage.now().isoformat(),
    }
    done = await Terminal(place).type("db", "backup", str(folder))
    assert done.code == 0, done.err

    await stage.kill()
    await stage.advance(minutes=10)
    elsewhere = await backend.empty()
    place |= {"database_url": elsewhere, "data_dir": str(data)}
    done = await Terminal(place).type("db", "restore", str(folder))
    assert done.code == 0, done.err
    assert "文件1个，校验值全部相符" in done.out
    stage.setup = replace(stage.setup, database_url=elsewhere, data_dir=data)
    await stage.database.close()
    stage.database = Database(shared(elsewhere))
    try:
        await stage.start()
        await _the_episode_goes_on(stage, silent)
        await invariants.check(stage)
    finally:
        await stage.stop()
        await stage.database.close()


async def _the_episode_goes_on(stage: Stage, silent: str) -> None:
    cast = stage.cast
    group = cast.groups[silent]
    stage.expect(group, "系统中断")
    chase = stage.expect(group, "请尽快按“收到”")
    stage.expect(cast.office, "系统中断", "已请1家单位再按一次")
    stage.expect_silence()
    await stage.press(cast.liaisons[silent], chase, "收到")
    stage.skim()

    await stage.advance_to("12-02 08:00")
    for each in cast.groups.values():
        stage.expect(each, "应急响应启动")
    prompts = stage.expect_everywhere("请报送12月1日")
    await all_report(stage, prompts, but=[silent])
    await stage.advance_to("12-02 12:30")
    stage.expect(group, "请抓紧报送", "12月2日12:00")
    stage.expect(group, "逾期提醒")
    stage.expect(group, "黄色提示单")
    stage.skim()
    for each in cast.groups.values():
        told_twice = [line for line, times in Counter(said_by_bot(each)).items() if times > 1]
        assert told_twice == []
