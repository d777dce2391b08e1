"""`qingkong enrol`: codes for scripts and for printing, whose links name the right bot."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import segno

from office.bodies import codes
from office.plan.model import Plan
from storage.books import audit
from storage.roster import enrolment
from storage.roster.enrolment import CodeFor
from tests.bot.operating import Terminal
from tests.harness.cast import BOT_USERNAME, apply_plan
from tests.harness.plans import small_plan, with_other_bodies
from tests.harness.stage import FIVE_AGENCIES, Scene, SetStage, Stage

NARROW = 80
LONGEST_USERNAME = 32
"""Telegram's own limit."""


def terminal(stage: Stage) -> Terminal:
    return Terminal(
        {
            "token": stage.setup.token,
            "api_base": stage.setup.api_base,
            "database_url": stage.setup.database_url,
            "data_dir": str(stage.setup.data_dir),
            "clock": stage.now().isoformat(),
        }
    )


@pytest.fixture
async def bare(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(enrolled=False))


@pytest.mark.clause("A2")
async def test_a_script_gets_a_code_for_everything_that_is_missing(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert {tuple(one) for one in found} == {("for", "id", "name", "code", "link")}
    assert [one["for"] for one in found] == ["office"] + ["position"] * 9 + ["agency"] * 5
    agency = next(one for one in found if one["id"] == "zhujian")
    assert agency["name"] == "市住建局"
    assert agency["link"] == f"https://t.me/{BOT_USERNAME}?startgroup={agency['code']}"

    group, liaison = bare.cast.groups["zhujian"], bare.cast.liaisons["zhujian"]
    bare.world.add_bot_to_group(group, bare.cast.bot, by=liaison, start_code=agency["code"])
    await bare.settle()
    bare.expect(group, "本群已接入：市住建局")
    left = json.loads((await terminal(bare).type("enrol", "--json")).out)
    assert len(left) == len(found) - 1


async def test_bodies_of_other_kinds_get_codes_too(bare: Stage) -> None:
    plan = with_other_bodies(small_plan(FIVE_AGENCIES))
    await apply_plan(bare.database, plan, bare.clock.now())
    found = json.loads((await terminal(bare).type("enrol", "--json")).out)
    kinds = [one["for"] for one in found]
    assert kinds[-4:] == ["agency", "team", "county", "outside"]
    team = found[kinds.index("team")]
    assert (team["id"], team["name"]) == ("experts", "重污染天气专家组")
    assert team["link"] == f"https://t.me/{BOT_USERNAME}?startgroup={team['code']}"
    listed = (await terminal(bare).type("enrol", "--only", "team:experts")).out
    assert listed.startswith("重污染天气专家组（专项组）")
    sheet = (await terminal(bare).type("enrol", "--sheet", "-")).out
    assert "<h2>米东区<small>其他单位</small></h2>" in sheet


async def test_no_code_binds_the_public_channel(bare: Stage) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    plan = Plan.model_validate({**facts, "public": {"name": "昌吉发布"}})
    await apply_plan(bare.database, plan, bare.clock.now())
    found = json.loads((await terminal(bare).type("enrol", "--json")).out)
    assert "public" not in [one["for"] for one in found]
    refused = await terminal(bare).type("enrol", "--only", "public:public")
    assert "预案里没有这一项" in refused.err


async def test_running_again_voids_the_earlier_codes(bare: Stage) -> None:
    first = json.loads((await terminal(bare).type("enrol", "--json")).out)
    await terminal(bare).type("enrol", "--json")
    async with bare.database.reading() as session:
        row = await enrolment.code_by_hash(session, codes.hash_of(first[0]["code"]))
        assert row is not None
        assert row.voided_at is not None
        live = await enrolment.live_codes(session, bare.plan.jurisdiction)
        assert len(live) == len(first)


async def test_a_list_whose_lines_are_copied_whole_from_a_narrow_terminal(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", "--only", "agency:zhujian")
    name, code, link, blank, rules = done.out.splitlines()
    assert (done.code, name, blank) == (0, "市住建局（成员单位）", "")
    assert link == f"https://t.me/{BOT_USERNAME}?startgroup={code}"
    assert len(link) <= NARROW - (LONGEST_USERNAME - len(BOT_USERNAME))
    assert "每个码只能用一次，3天内有效" in rules


async def test_a_sheet_with_a_slip_for_each(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", "--sheet", "-")
    assert done.code == 0, done.err
    assert "共15张" in done.out
    slips = done.out.split("<article>")[1:]
    assert len(slips) == 15
    (slip,) = [one for one in slips if "<h2>市住建局<small>成员单位</small></h2>" in one]
    code = slip.split(f"/start@{BOT_USERNAME} ")[1].split("<")[0]
    link = f"https://t.me/{BOT_USERNAME}?startgroup={code}"
    assert link in slip
    assert "把机器人设为群管理员" in slip
    assert "2026年12月4日7时50分前，只能用一次" in slip
    assert "涉密和工作秘密事项不得经本系统办理" in slip
    # The picture is the link's own, and the page asks for nothing from outside.
    assert segno.make_qr(link, error="m").svg_inline(border=4, omitsize=True) in slip
    assert re.findall(r"\b(?:src|href)=|url\(", done.out) == []

    group, liaison = bare.cast.groups["zhujian"], bare.cast.liaisons["zhujian"]
    bare.world.add_bot_to_group(group, bare.cast.bot, by=liaison, start_code=code)
    await bare.settle()
    bare.expect(group, "本群已接入：市住建局")


async def test_the_file_of_the_sheet_is_its_owners_alone(bare: Stage, tmp_path: Path) -> None:
    file = tmp_path / "enrol.html"
    file.write_text("an older one that everybody may read")
    file.chmod(0o644)
    done = await terminal(bare).type("enrol", "--sheet", str(file))
    assert (done.code, "<article>" in done.out) == (0, False)
    assert f"{file}，仅本人可读" in done.out
    assert file.read_text("utf-8").count("<article>") == 15
    assert file.stat().st_mode & 0o777 == 0o600


async def test_no_code_is_issued_for_a_sheet_that_cannot_be_written(
    bare: Stage, tmp_path: Path
) -> None:
    for place in (tmp_path, tmp_path / "nowhere" / "enrol.html"):
        done = await terminal(bare).type("enrol", "--sheet", str(place))
        assert (done.code, "没有发码" in done.err) == (1, True)
    async with bare.database.reading() as session:
        assert await enrolment.live_codes(session, bare.plan.jurisdiction) == []


async def test_a_sheet_in_english(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", "--sheet", "-", locale="en")
    assert '<html lang="en">' in done.out
    assert "scans this with a phone" in done.out


async def test_one_form_at_a_time(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", "--sheet", "-", "--json")
    assert (done.code, "只选一个" in done.err) == (1, True)
    async with bare.database.reading() as session:
        assert await enrolment.live_codes(session, bare.plan.jurisdiction) == []


async def test_one_code_only(stage: Stage) -> None:
    done = await terminal(stage).type("enrol", "--json", "--only", "agency:zhujian")
    (one,) = json.loads(done.out)
    assert (one["for"], one["id"]) == ("agency", "zhujian")


@pytest.mark.parametrize("only", ["agency:nobody", "kingdom:zhujian", "zhujian", "office:annex"])
async def test_a_target_that_the_plan_does_not_have(stage: Stage, only: str) -> None:
    done = await terminal(stage).type("enrol", "--only", only)
    assert done.code == 1
    assert "预案里没有这一项" in done.err


async def test_no_code_is_issued_while_telegram_is_away(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", api_base="http://127.0.0.1:9")
    assert done.code == 1
    assert "连接不上 http://127.0.0.1:9" in done.err
    assert bare.setup.token not in done.err
    async with bare.database.reading() as session:
        assert await enrolment.live_codes(session, bare.plan.jurisdiction) == []


async def test_a_refused_token_is_told(bare: Stage) -> None:
    done = await terminal(bare).type("enrol", token="123456:AAAnotherTokenThatNobodyKnows")
    assert done.code == 1
    assert "不认可" in done.err


async def test_a_plan_must_be_there(database_url: str, tmp_path: Path) -> None:
    bare = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    done = await bare.type("enrol", token="123456:AAAnotherTokenThatNobodyKnows")
    assert done.code == 1
    assert "qingkong plan apply" in done.err


async def test_an_unknown_jurisdiction(stage: Stage) -> None:
    done = await terminal(stage).type("enrol", "--jurisdiction", "elsewhere")
    assert done.code == 1
    assert "没有辖区“elsewhere”，现有：changji" in done.err


async def test_codes_of_a_rehearsal_last_from_the_time_of_the_bot(stage: Stage) -> None:
    start = terminal(stage)
    await stage.advance(days=30)
    stage.skim()
    await start.type("enrol", "--only", "agency:zhujian")
    async with stage.database.reading() as session:
        (code,) = await enrolment.live_codes_of(
            session, stage.plan.jurisdiction, CodeFor.AGENCY, "zhujian"
        )
        assert code.created_at > stage.now() - timedelta(hours=1)
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 1000)
        assert entries[-1].actor == "cli:operator"
