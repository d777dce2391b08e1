"""Many act in the same second: an office decides them together, each as if by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from office.bodies.new_codes import Target
from sandbox import CallbackQuery, Message
from storage.receiving.inbox import InboxState
from storage.roster.enrolment import CodeFor
from tests.bot.receiving.test_worker import stored
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.harness.work import Work, counted
from tests.stories.enrolling import issue as issue_code
from tests.stories.enrolling import recorded
from tests.stories.passages import asks, issue

BROKEN = "gongan"
SQLITE_FAULT = f"""
CREATE TRIGGER broken BEFORE UPDATE ON obligations WHEN NEW.agency = '{BROKEN}'
BEGIN SELECT RAISE(ABORT, 'broken'); END
"""
POSTGRESQL_FAULT = (
    """
CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'broken'; END $$
""",
    f"""
CREATE TRIGGER broken BEFORE UPDATE ON obligations
FOR EACH ROW WHEN (NEW.agency = '{BROKEN}') EXECUTE FUNCTION break()
""",
)


@asynccontextmanager
async def broken_obligations(stage: Stage) -> AsyncIterator[None]:
    """The database fails whenever what this one agency owes is changed."""
    is_sqlite = stage.database.is_sqlite
    await run(stage, *((SQLITE_FAULT,) if is_sqlite else POSTGRESQL_FAULT))
    yield
    await run(stage, "DROP TRIGGER broken" + ("" if is_sqlite else " ON obligations"))


async def run(stage: Stage, *statements: str) -> None:
    async with stage.database.transaction() as session:
        connection = await session.connection()
        for statement in statements:
            await connection.execute(text(statement))


def press(stage: Stage, alerts: dict[str, Message], *agencies: str) -> dict[str, CallbackQuery]:
    return {
        agency: stage.world.press(stage.cast.liaisons[agency], alerts[agency], label="收到")
        for agency in agencies or alerts
    }


def assert_read_together(work: Work) -> None:
    """What each receipt needs is asked for all of them, and the board only for the first."""
    for table, at_most in (("obligations", 3), ("boards", 2)):
        [*asked] = [
            n
            for said, n in work.statements.items()
            if said.startswith("SELECT") and f" {table} " in said
        ]
        assert sum(asked) <= at_most, str(work)


def confirmed(stage: Stage, *queries: CallbackQuery) -> None:
    for query in queries:
        stage.expect_toast(query, "已记录：收到。")


@pytest.mark.clause("D4")
async def test_everybody_confirms_at_once(stage: Stage) -> None:
    """One transaction decides all, and one statement marks them as handled."""
    alerts = await issue(stage)
    with counted() as work:
        queries = press(stage, alerts)
        await stage.settle()
    confirmed(stage, *queries.values())
    closed = [n for said, n in work.statements.items() if said.startswith("UPDATE inbox")]
    assert closed == [1], str(work)
    assert_read_together(work)
    for alert in alerts.values():
        stage.expect_edit(alert, "✅ 已收到")
    stage.expect_silence()
    assert "收到 5/5" in await asks(stage, "/board")
    await invariants.check(stage)


async def test_a_refusal_among_them_undoes_only_its_own(stage: Stage) -> None:
    """It comes third: what was decided before it and after it stands."""
    cast = stage.cast
    alerts = await issue(stage)
    queries = press(stage, alerts, "huanjing", "zhujian")
    forged = stage.world.press(cast.liaisons["gongan"], alerts["gongan"], "got:999", forged=True)
    later = press(stage, alerts, "jiaoyu", "binhu")
    await stage.settle()
    confirmed(stage, *queries.values(), *later.values())
    stage.expect_toast(forged, "没有发给您所在的群")
    assert "✅" not in alerts["gongan"].text
    assert (await recorded(stage))[-5:].count("receipt") == 4
    assert "收到 4/5" in await asks(stage, "/board")
    await invariants.check(stage)


async def test_an_error_in_the_middle_stops_only_the_one_that_has_it(stage: Stage) -> None:
    """All are undone, then each is decided by itself; the one is tried three times."""
    alerts = await issue(stage)
    async with broken_obligations(stage):
        queries = press(stage, alerts)
        await stage.settle()
    broken = queries.pop(BROKEN)
    confirmed(stage, *queries.values())
    stage.expect_toast(broken, "")
    assert "✅" not in alerts[BROKEN].text
    stage.expect(stage.cast.office, "处理失败")
    stage.expect_error("update_given_up")
    rows = (await stored(stage))[-5:]
    attempts = {(row.state, row.attempts) for row in rows}
    assert attempts == {(InboxState.DONE, 0), (InboxState.FAILED, 3)}
    assert (await recorded(stage)).count("receipt") == 4
    assert "收到 4/5" in await asks(stage, "/board")


async def test_two_updates_of_one_chat_keep_their_order(stage: Stage) -> None:
    """The colleague comes second, however many others press meanwhile."""
    cast, world = stage.cast, stage.world
    colleague = world.add_person("公安局值班员")
    world.add_person_to_group(cast.groups["gongan"], colleague)
    alerts = await issue(stage)
    first = press(stage, alerts, "gongan")["gongan"]
    second = world.press(colleague, alerts["gongan"], label="收到")
    others = press(stage, alerts, "huanjing", "jiaoyu")
    await stage.settle()
    confirmed(stage, first, *others.values())
    stage.expect_toast(second, cast.liaisons["gongan"].name, "您的确认也已记录")
    assert alerts["gongan"].text.count("✅ 已收到") == 1
    await invariants.check(stage)


async def test_a_group_is_enrolled_between_receipts(stage: Stage) -> None:
    """Whoever presses after it is still found, though who is where has just changed."""
    cast, world = stage.cast, stage.world
    alerts = await issue(stage)
    (code,) = await issue_code(stage, Target(CodeFor.AGENCY, "gongan"))
    group = world.add_supergroup("公安局二群", [cast.liaisons["gongan"]])
    world.add_bot_to_group(group, cast.bot, by=cast.liaisons["gongan"], admin=True)
    await stage.settle()
    stage.skim()
    before = press(stage, alerts, "huanjing")
    world.say(cast.liaisons["gongan"], group, f"/start {code}")
    after = press(stage, alerts, "gongan", "jiaoyu")
    await stage.settle()
    confirmed(stage, *before.values(), *after.values())
    stage.expect(group, "本群已接入")
    stage.skim()
    for agency in ("huanjing", "gongan", "jiaoyu"):
        assert "✅ 已收到" in alerts[agency].text
    assert "收到 3/5" in await asks(stage, "/board")
    stage.skim()
    await invariants.check(stage)
