"""`qingkong plan`: sound or not, what changes, and nothing twice."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from storage.books import audit, plans
from storage.database import Database
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import Appointment
from tests.bot.operating import Terminal
from tests.office.conftest import MORNING, PLAN_FILE


@pytest.fixture
def terminal(database_url: str, tmp_path: Path) -> Terminal:
    return Terminal({"database_url": database_url, "data_dir": str(tmp_path)})


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The plan with one value changed."""
    return _plan_with(tmp_path, "name: 市住建局", "name: 市住建管理局")


def _plan_with(folder: Path, old: str, new: str) -> Path:
    text = PLAN_FILE.read_text(encoding="utf-8")
    assert old in text
    file = folder / "plan.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


async def test_a_sound_plan_is_summed_up(terminal: Terminal) -> None:
    done = await terminal.type("plan", "check", str(PLAN_FILE))
    assert done.code == 0
    assert done.out.startswith("预案无误：昌吉市，级别 黄色、橙色、红色，成员单位38家")


async def test_other_bodies_are_counted_where_there_are_any(
    terminal: Terminal, tmp_path: Path
) -> None:
    counties = "\ncounties:\n  - {id: fukang, name: 阜康市, short: 阜康}\ngroups:\n"
    file = _plan_with(tmp_path, "\ngroups:\n", counties)
    done = await terminal.type("plan", "check", str(file))
    assert "成员单位38家，县（市）1个，措施" in done.out
    english = await terminal.type("plan", "check", str(file), locale="en")
    assert "38 agencies, 1 county, " in english.out


async def test_a_faulty_plan_is_told_by_file_key_and_remedy(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = _plan_with(tmp_path, "rank: 3", "rank: x")
    for command in ("check", "apply"):
        done = await terminal.type("plan", command, str(file))
        assert done.code == 1
        assert str(file) in done.out
        assert "levels.red.rank：这里要写整数。写成不带引号的整数。" in done.out


async def test_a_plan_that_is_not_there(terminal: Terminal, tmp_path: Path) -> None:
    done = await terminal.type("plan", "check", str(tmp_path / "nowhere.yaml"))
    assert done.code == 1
    assert "检查路径和读取权限" in done.out


async def test_english_operators_are_answered_in_english(
    terminal: Terminal, tmp_path: Path
) -> None:
    done = await terminal.type("plan", "check", str(PLAN_FILE), locale="en")
    assert done.out.startswith("The plan is sound: Changji City, levels Yellow, Orange, Red, 38")


async def test_the_first_plan_and_the_same_again(terminal: Terminal, database: Database) -> None:
    first = await terminal.type("plan", "apply", str(PLAN_FILE))
    assert first.code == 0
    assert first.out.startswith("已启用第1版预案：昌吉市")
    again = await terminal.type("plan", "apply", str(PLAN_FILE))
    assert again.code == 0
    assert again.out == "无变化，现行仍是第1版。\n"
    async with database.reading() as session:
        latest = await plans.latest_version(session, "changji")
        entries = await audit.entries(session, "changji", 0, 10)
        assert latest is not None
        assert latest.number == 1
        assert [entry.action for entry in entries] == ["plan.applied"]


async def test_a_changed_plan_shows_what_changes(
    terminal: Terminal, database: Database, changed: Path
) -> None:
    await terminal.type("plan", "apply", str(PLAN_FILE))
    done = await terminal.type("plan", "apply", str(changed), "--yes")
    difference, outcome = done.out.splitlines()
    assert difference == "~ agencies.zhujian.name: 市住建局 → 市住建管理局"
    assert "第2版，1处" in outcome


async def test_nothing_is_put_in_force_that_nobody_agreed_to(
    terminal: Terminal, database: Database, changed: Path
) -> None:
    """A script says --yes; a look changes nothing."""
    await terminal.type("plan", "apply", str(PLAN_FILE))
    unasked = await terminal.type("plan", "apply", str(changed))
    assert unasked.code == 1
    assert unasked.out.splitlines() == ["~ agencies.zhujian.name: 市住建局 → 市住建管理局"]
    assert "请加 --yes" in unasked.err
    looked = await terminal.type("plan", "apply", str(changed), "--dry-run", locale="en")
    assert looked.code == 0
    assert "Only looked at, not in force: version 2" in looked.out
    assert await version_in_force(database) == 1


async def test_the_operator_is_asked_at_a_terminal(
    terminal: Terminal, database: Database, changed: Path
) -> None:
    await terminal.type("plan", "apply", str(PLAN_FILE))
    for answer, code, version in (("n", 1, 1), ("", 1, 1), ("y", 0, 2)):
        process, out, err = await apply_at_a_terminal(terminal, changed, answer)
        assert process.returncode == code, err
        assert "是否启用昌吉市预案第2版（1处变化）？ [y/N]" in out
        assert ("现行预案不变" in err) == (code == 1)
        assert await version_in_force(database) == version


async def apply_at_a_terminal(
    terminal: Terminal, plan: Path, answer: str
) -> tuple[asyncio.subprocess.Process, str, str]:
    ours, theirs = os.openpty()
    os.write(ours, f"{answer}\n".encode())
    settings = {f"QINGKONG_{name.upper()}": value for name, value in terminal.settings.items()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "plan", "apply", str(plan)),
        env=os.environ | settings,
        stdin=theirs,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    os.close(ours)
    os.close(theirs)
    return process, out.decode(), err.decode()


async def version_in_force(database: Database) -> int:
    async with database.reading() as session:
        latest = await plans.latest_version(session, "changji")
    assert latest is not None
    return latest.number


async def test_what_the_new_plan_drops_and_is_still_in_use_is_a_caution(
    terminal: Terminal, database: Database, tmp_path: Path
) -> None:
    await terminal.type("plan", "apply", str(PLAN_FILE))
    group = Chat(
        jurisdiction="changji",
        chat_id=-1,
        role=ChatRole.AGENCY,
        agency="daijian",
        bound_at=MORNING,
    )
    auditor = Appointment(jurisdiction="changji", user_id=7, position="auditor", since=MORNING)
    async with database.transaction() as session:
        session.add_all([group, auditor])
    text = PLAN_FILE.read_text(encoding="utf-8")
    file = tmp_path / "plan.yaml"
    renamed = text.replace("daijian", "daijianju").replace("id: auditor", "id: inspector")
    file.write_text(renamed, encoding="utf-8")
    done = await terminal.type("plan", "apply", str(file), "--dry-run")
    cautions = [line for line in done.out.splitlines() if line.startswith("⚠️")]
    assert len(cautions) == 2
    assert "（daijian），但仍接入1个群" in cautions[0]
    assert "“督查室”（auditor），但仍有1人登记" in cautions[1]


async def test_an_empty_database_is_made_ready_first(tmp_path: Path) -> None:
    terminal = Terminal({"data_dir": str(tmp_path / "data")})
    done = await terminal.type("plan", "apply", str(PLAN_FILE))
    assert done.code == 0
    assert (tmp_path / "data" / "qingkong.db").exists()


OLD_LADDER = "\nladder:\n  # It asks first.\n  - {step: reminder, after: 0m}\n"


def _old_plan(folder: Path) -> Path:
    text = PLAN_FILE.read_text("utf-8")
    head, rest = text.split("\nladders:\n", 1)
    file = folder / "old.yaml"
    tail = rest[rest.index("\n# Sand and dust") :]
    file.write_text(f"{head}{OLD_LADDER}{tail}", "utf-8")
    return file


async def test_an_old_file_is_renewed_and_kept_and_what_is_open_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = _old_plan(tmp_path)
    before = file.read_text("utf-8")
    looked = await terminal.type("plan", "renew", str(file), "--dry-run")
    assert "改写：ladder → ladders" in looked.out
    assert file.read_text("utf-8") == before
    done = await terminal.type("plan", "renew", str(file))
    assert done.code == 0, done.out
    kept = tmp_path / "old.yaml.former"
    assert kept.read_text("utf-8") == before
    assert "    # It asks first." in file.read_text("utf-8")
    assert "· brief: 是否每日通报情况，几时；现不通报" in done.out
    assert "plan apply --dry-run" in done.out

    again = await terminal.type("plan", "renew", str(file), locale="en")
    assert "nothing is rewritten" in again.out
    file.write_text(before, "utf-8")
    refused = await terminal.type("plan", "renew", str(file))
    assert refused.code == 1
    assert "不覆盖" in refused.out + refused.err


async def test_a_faulty_file_is_told_as_the_check_tells_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = _plan_with(tmp_path, "rank: 3", "rank: x")
    done = await terminal.type("plan", "renew", str(file))
    assert done.code == 1
    assert "levels.red.rank" in done.out


async def test_the_look_at_a_plan_says_what_changes_for_whom(
    terminal: Terminal, tmp_path: Path
) -> None:
    await terminal.type("plan", "apply", str(PLAN_FILE))
    later = _plan_with(tmp_path, 'due_at: "12:00"', 'due_at: "11:00"')
    done = await terminal.type("plan", "apply", str(later), "--dry-run")
    assert "对各单位的影响" in done.out
    assert "：daily 12:00 → 11:00" in done.out
