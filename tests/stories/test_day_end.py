"""Every evening: the audit log's head stands in the office's group, and what is old is gone."""

from sqlmodel import col, select

from office.records import anchors
from storage.books import audit
from storage.books.audit import AuditEntry
from storage.receiving.inbox import InboxUpdate
from tests.bot.operating import Terminal
from tests.harness.stage import Stage


async def test_evenings(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.stranger, "/privacy")
    stage.expect_private(
        cast.stranger, "个人信息说明", "30天后删除", "办结归档的：随工作记录长期保存"
    )
    assert stage.ear.anchors == []
    await stage.advance_to("12-01 18:00")
    [first] = stage.ear.anchors
    assert first.chat is cast.office
    assert first.silent
    terminal = Terminal({"database_url": stage.setup.database_url})
    code = first.text.split("存证码 ")[1].split()[0]
    done = await terminal.type("audit", "verify", "--anchor", code)
    assert done.code == 0
    assert f"与存证 {code} 相符" in done.out

    # Nothing was recorded since, so nothing is said, not even after a restart.
    await stage.advance_to("12-02 18:00")
    await stage.restart()
    await stage.advance_to("12-03 18:00")
    assert stage.ear.anchors == [first]

    # A month later the stranger's message goes, which is recorded, and so is said.
    async with stage.database.reading() as session:
        assert len((await session.exec(select(InboxUpdate))).all()) == 1
    await stage.advance_to("12-31 18:00")
    async with stage.database.reading() as session:
        assert (await session.exec(select(InboxUpdate))).all() == []
        last = await audit.last_entry(session, stage.plan.jurisdiction)
    assert last is not None
    assert (last.action, last.actor) == ("retention", "clock")
    assert last.detail == {"updates": 1, "files": 0, "exports": 0}
    assert [str(anchors.anchor_of(last)) in one.text for one in stage.ear.anchors] == [False, True]

    # Somebody can rewrite the log with its hashes, but not the message that was sent.
    async with stage.database.transaction() as session:
        chain = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))).all()
        before = audit.FIRST_HASH
        for entry in chain:
            entry.actor, entry.previous_hash = "cli:forger", before
            entry.hash = before = audit.hash_of(entry)
        session.add_all(chain)
    assert (await terminal.type("audit", "verify")).code == 0
    done = await terminal.type("audit", "verify", "--anchor", code)
    assert done.code == 1
    assert "被改写过" in done.out
