"""Which enterprises a report says stopped or were limited: read, asked about, corrected."""

from datetime import timedelta

import pytest

from messages import LOCALES
from messages.render import words_in
from office.desk import Desk
from office.plan.model import Plan
from office.reading.firm_tables import FirmRow, FirmTable
from office.reading.replies.reading import Reading
from office.refusal import Refusal
from office.reports import archive, firms_told, named_firms, uploads, withdrawing
from storage.owed import firm_days as store
from storage.owed import obligations, reports
from storage.owed.firm_days import FirmDoubt
from storage.owed.obligations import Obligation
from storage.owed.reports import Report
from tests.office.conftest import Office
from tests.office.enterprises.lists import INDUSTRIAL, in_force, plan_with_lists
from tests.office.ladder_days import AGENCY, DAY, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.reports.test_fields import edited
from tests.office.reports.test_fields import reports as says
from tests.office.reports.test_uploads import sends
from tests.office.signers import said

LIST = """企业名称,行业,黄色,橙色,红色
甲水泥厂,水泥,停产,停产,停产
昌吉市乙砖瓦有限责任公司,砖瓦,停产,停产,停产
丙铸造厂,铸造,限产20%,限产20%,限产50%
丁窑厂,砖瓦,无,无,无
"""
WHOLE = "出动32人次，检查工地18个，发现问题3个，已整改2个，"
BRICKS = "昌吉市乙砖瓦有限责任公司"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return plan_with_lists(INDUSTRIAL | {"who": [AGENCY]})


@pytest.fixture
async def day(office: Office) -> LadderDay:
    made = await prompted_day(office)
    async with office.desk() as desk:
        await in_force(desk, AGENCY, LIST, STAFF)
    return made


async def of(day: LadderDay, desk: Desk) -> tuple[Obligation, Report]:
    owed = await obligations.obligation(desk.session, day.owed_id)
    assert owed is not None
    report = await reports.report_of(desk.session, owed.key)
    assert report is not None
    return owed, report


async def named(day: LadderDay) -> dict[str, str | None]:
    async with day.office.desk() as desk:
        _, report = await of(day, desk)
        return {one.name: one.row.value for one in await store.of_report(desk.session, report.key)}


async def doubts(day: LadderDay) -> list[FirmDoubt]:
    async with day.office.desk() as desk:
        _, report = await of(day, desk)
        found = await store.doubts_of(desk.session, report.key)
        return [one for one in found if one.settled_at is None]


async def answer(day: LadderDay) -> str:
    async with day.office.desk() as desk:
        return (await said(desk, day.group_id, "answer"))[-1].text


async def press(day: LadderDay, doubt: FirmDoubt, index: int) -> None:
    async with day.office.desk() as desk:
        owed, _ = await of(day, desk)
        await named_firms.choose(desk, owed, doubt, index, LIAISON.user_id)


async def table(day: LadderDay, part: int, *rows: FirmRow) -> None:
    async with day.office.desk() as desk:
        await archive.stored(desk, part, "place")
        await uploads.read(desk, part, Reading(), "", FirmTable(rows))


@pytest.mark.clause("F11", "G5")
@pytest.mark.parametrize(
    ("text", "told", "lines"),
    [
        ("停产企业2家，限产企业1家", {}, ["清单应停2家，实停2家", "清单应限1家，实限1家"]),
        (
            "停产企业1家，限产企业1家，未停：甲水泥厂",
            {"甲水泥厂": "no"},
            ["清单应停2家，实停1家；未停：甲水泥厂"],
        ),
        (
            "停产企业1家，限产企业1家",
            {},
            ["清单应停2家，实停1家", "其中1家未停的企业，请“回复”名称", "不清楚可不填"],
        ),
        (
            "停产企业2家，限产企业1家，甲水泥厂未停",
            {"甲水泥厂": "no"},
            ["未停：甲水泥厂", "列出的未停企业比填报数多1家，请核对"],
        ),
        ("停产企业3家，限产企业1家", {}, ["实停数比清单多1家，请核对"]),
        (
            "停产企业1家，限产企业1家，已停产：甲水泥厂、乙砖瓦",
            {"甲水泥厂": "yes", BRICKS: "yes"},
            ["列出的已停企业比填报数多1家，请核对"],
        ),
        ("停产企业1家，限产企业1家，未停：戊钢铁厂", {}, ["当日应停应限企业中没有：戊钢铁厂"]),
        # It is in the list, but nothing is wanted of it at any level.
        ("停产企业2家，限产企业1家，丁窑厂未停", {}, ["当日应停应限企业中没有：丁窑厂"]),
    ],
)
async def test_the_number_and_the_names_agree_or_the_difference_is_named(
    day: LadderDay, text: str, told: dict[str, str], lines: list[str]
) -> None:
    await says(day, WHOLE + text)
    assert await named(day) == told
    shown = await answer(day)
    for line in lines:
        assert line in shown


@pytest.mark.clause("F11")
async def test_the_question_is_answered_by_a_bare_name_and_may_stay_open(day: LadderDay) -> None:
    await says(day, WHOLE + "停产企业1家，限产企业1家")
    await says(day, "乙砖瓦", number=901)
    assert await named(day) == {BRICKS: "no"}
    async with day.office.desk() as desk:
        owed, report = await of(day, desk)
        known = await firms_told.view_of(desk, owed, report)
        assert known is not None
        assert [one.differences for one in known.curbs] == [(), ()]
        # Nothing waits for it, and nothing was late by it.
        assert (owed.state, report.late) == ("met", False)


@pytest.mark.clause("F11")
async def test_a_near_name_is_asked_about_and_a_press_says_it(day: LadderDay) -> None:
    await says(day, WHOLE + "停产企业1家，限产企业1家，未停：甲水泥有限公司")
    assert await named(day) == {}
    [doubt] = await doubts(day)
    assert "“甲水泥有限公司”是清单中哪一家" in await answer(day)
    async with day.office.desk() as desk:
        [row] = await firms_told.keyboard(desk, *await of(day, desk))
        assert [one.label for one in row] == ["甲水泥厂未停", "都不是"]
    await press(day, doubt, 0)
    assert await named(day) == {"甲水泥厂": "no"}
    with pytest.raises(Refusal, match="doubt_settled"):
        await press(day, doubt, 1)


@pytest.mark.clause("F11")
async def test_none_of_them_may_be_meant(day: LadderDay) -> None:
    await says(day, WHOLE + "停产企业1家，限产企业1家，甲水泥厂已限产")
    [doubt] = await doubts(day)
    assert [list(one.values()) for one in doubt.readings] == [["yes"], ["no"]]
    await press(day, doubt, 2)
    assert (await named(day), await doubts(day)) == ({}, [])


@pytest.mark.clause("F11")
async def test_an_edit_takes_away_what_it_does_not_say(day: LadderDay) -> None:
    await says(day, WHOLE + "停产企业1家，限产企业1家，未停：甲水泥厂、丙铸造公司")
    assert len(await doubts(day)) == 1
    await edited(day, WHOLE + "停产企业1家，限产企业1家，未停：乙砖瓦")
    assert (await named(day), await doubts(day)) == ({BRICKS: "no"}, [])
    await says(day, "更正：乙砖瓦已停产，甲水泥厂未停", number=901)
    assert await named(day) == {BRICKS: "yes", "甲水泥厂": "no"}


@pytest.mark.clause("F11")
async def test_a_table_says_it_enterprise_by_enterprise(day: LadderDay) -> None:
    part = await sends(day, caption=WHOLE + "停产企业1家，限产企业1家，未停：甲水泥厂")
    await table(
        day,
        part,
        FirmRow(2, "甲水泥厂", True, None),
        FirmRow(3, "乙砖瓦公司", True, None),
        FirmRow(4, "丙铸造", False, "7"),
        FirmRow(5, "戊钢铁厂", False, None),
    )
    # What was written with the table stands; the power of a firm is not this body's to say.
    assert await named(day) == {"甲水泥厂": "no", BRICKS: "yes"}
    assert [one.words for one in await doubts(day)] == ["丙铸造", "戊钢铁厂"]
    later = await sends(day, number=902)
    await table(day, later, FirmRow(2, "甲水泥厂", True, None))
    assert (await named(day))["甲水泥厂"] == "yes"


async def test_what_is_taken_back_counts_no_more(day: LadderDay) -> None:
    await says(day, WHOLE + "停产企业1家，限产企业1家，未停：甲水泥厂")
    async with day.office.desk() as desk:
        _, report = await of(day, desk)
        every = await store.of_days(desk.session, desk.jurisdiction, DAY, DAY, drill=False)
        assert [one.name for one in every] == ["甲水泥厂"]
        before = DAY - timedelta(days=1)
        assert (
            await store.of_days(desk.session, desk.jurisdiction, before, before, drill=False) == []
        )
        await withdrawing.withdraw(desk, LIAISON, AGENCY, report.key)
        assert await store.of_days(desk.session, desk.jurisdiction, DAY, DAY, drill=False) == []


@pytest.mark.parametrize("locale", LOCALES)
async def test_it_reads_in_both_languages(day: LadderDay, locale: str) -> None:
    await says(day, WHOLE + "停产企业1家，限产企业3家，未停：甲水泥有限公司、戊钢铁厂")
    async with day.office.desk() as desk:
        view = await firms_told.view_of(desk, *await of(day, desk))
        words = words_in(locale, "Asia/Shanghai")
        facts = {
            "fields": (),
            "left_out": (),
            "files": (),
            "alone": (),
            "doubts": (),
            "unlikely": (),
            "orally": (),
            "below_zero": (),
        }
        asked = {**facts, "unread": (), "asks": True, "firms": view}
        html = words.text("report_understood", {"understood": asked})
    assert "甲水泥有限公司" in html
    assert "戊钢铁厂" in html
