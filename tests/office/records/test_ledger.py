"""The ledger's rows, held against what happened: one agency's day up to a slip, and its report."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from messages.views.ledger import LedgerView
from office.bodies import people
from office.bodies.people import Actor, actor
from office.desk import Desk
from office.reading.phone_numbers import masked
from office.records.ledgers import rows as rows_of
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from office.refusal import Refusal
from office.reports import extensions, taking
from office.reports.message_parts import Incoming
from storage.decisions import matters
from storage.decisions.approvals import Approval, Decision
from storage.decisions.consents import Consent, ConsentState
from storage.decisions.declines import Decline
from storage.decisions.matters import Episode
from storage.delivery import under_matters
from storage.owed.reports import PartKind, ReportPart
from storage.owed.values import ReportValue
from storage.subjects import SubjectKind
from tests.office.conftest import MORNING, Office
from tests.office.ladder_days import AGENCY, LIAISON, LadderDay, prompted_day, proposed_day

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
TEXT = "停工12个工地，联系13812345678或0994-1234567"


async def reported(day: LadderDay, *texts: str) -> None:
    async with day.office.desk() as desk:
        await people.remember(desk, LIAISON)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        items = [
            Incoming(
                chat_id=day.group_id,
                message_id=900 + number,
                sent_by=LIAISON.user_id,
                sent_at=desk.now,
                kind=PartKind.TEXT,
                text=text,
            )
            for number, text in enumerate(texts)
        ]
        await taking.receive(desk, who, AGENCY, day.owed_id, items)


async def ledger(office: Office) -> LedgerView:
    async with office.desk() as desk:
        return await view.view_of(desk, await scopes.of_days(desk, FIRST, LAST))


def rows(made: LedgerView, title: str) -> list[dict[str, object]]:
    sheet = next(one for one in made.sheets if one.title == title)
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


async def test_it_tells_what_was_owed_and_what_came_of_it(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        who = Actor(LIAISON.user_id, LIAISON.name)
        await extensions.ask(desk, who, AGENCY, day.owed_id, "=等企业回复")
    office.pass_time(timedelta(hours=5))
    await reported(day, TEXT, "补充：=1+1")
    made = await ledger(office)
    (report,) = rows(made, "报送")
    known = desk.plan.known_body(AGENCY)
    assert report["单位"] == (known and known.name)
    assert report["应报事项"] == "12月1日应急响应工作日报"
    assert report["报送时间"] == desk.local(office.now).replace(tzinfo=None)
    assert (report["状态"], report["逾期"], report["消息版本数"]) == ("已办", None, 2)
    texts = rows(made, "报送内容")
    assert [row["内容"] for row in texts] == [
        "停工12个工地，联系138****或0994****",
        "补充：=1+1",
    ]
    (asked,) = rows(made, "延期")
    assert (asked["理由"], asked["申请人"]) == ("=等企业回复", "联络员")
    orders = rows(made, "预警与通知")
    assert [row["类别"] for row in orders] == ["发布", "调整"]
    assert {row["状态"] for row in orders} == {"已发布"}
    (prompt,) = [row for row in rows(made, "送达") if row["内容类别"] == "报送提示"]
    assert (prompt["状态"], prompt["发送次数"]) == ("已送达", 0)
    assert "13812345678" not in repr(made)


async def test_a_slip_is_told_and_a_referral_never(office: Office) -> None:
    await proposed_day(office)
    made = await ledger(office)
    (slip,) = rows(made, "督办单")
    assert slip["单据"] == "黄色提示单"
    assert slip["送达时间"] is not None
    assert "移交" not in repr([made.sheets, made.title])


async def test_an_exercise_is_in_no_ledger(office: Office) -> None:
    await prompted_day(office, drill=True)
    assert not any(sheet.rows for sheet in (await ledger(office)).sheets)


async def test_grounds_and_signatures_stand_beside_each_decision(office: Office) -> None:
    await prompted_day(office)
    async with office.desk() as desk:
        (alert,) = await matters.open_matters(desk.session, desk.jurisdiction)
        order = (await matters.issued_orders(desk.session, alert.key))[0]
        order.grounds = "预报AQI 230，持续60小时"
        signed = Approval(
            jurisdiction=desk.jurisdiction,
            subject_kind=SubjectKind.ORDER,
            subject_id=order.key,
            step=1,
            position="director",
            decision=Decision.APPROVED,
            decided_by=7100,
            decided_at=MORNING,
        )
        declined = Decline(
            jurisdiction=desk.jurisdiction,
            level="red",
            grounds="静稳天气今夜结束",
            plan_version_id=desk.plan_version_id,
            drafted_by=7100,
            drafted_at=office.now,
        )
        desk.session.add_all([order, signed, declined])
    made = await ledger(office)
    first = rows(made, "预警与通知")[0]
    assert first["依据"] == "预报AQI 230，持续60小时"
    assert str(first["审签"]).endswith("：同意（12月1日08:00）")
    (row,) = rows(made, "不启动")
    assert (row["依据"], row["状态"], row["签批时间"]) == ("静稳天气今夜结束", "待签", None)


async def test_a_signature_says_for_whom_and_whether_it_came_by_telephone(office: Office) -> None:
    await prompted_day(office)
    async with office.desk() as desk:
        for user_id, name in ((7100, "孙某"), (7101, "钱某")):
            await people.remember(desk, Actor(user_id, name))
        (alert,) = await matters.open_matters(desk.session, desk.jurisdiction)
        order = (await matters.issued_orders(desk.session, alert.key))[0]
        steps = [
            Approval(
                jurisdiction=desk.jurisdiction,
                subject_kind=SubjectKind.ORDER,
                subject_id=order.key,
                step=number,
                position="director",
                decision=Decision.APPROVED,
                decided_by=7100,
                decided_at=MORNING,
                on_behalf_of=7101 if number == 1 else None,
                by_phone=number == 2,
            )
            for number in (1, 2)
        ]
        desk.session.add_all(steps)
        await desk.session.flush()
        desk.session.add(
            Consent(
                jurisdiction=desk.jurisdiction,
                approval_id=steps[1].key,
                asked_by=7101,
                given_by=7100,
                given_at=MORNING,
                words="同意发布",
                recorded_at=MORNING,
                state=ConsentState.RATIFIED,
            )
        )
    said = str(rows(await ledger(office), "预警与通知")[0]["审签"])
    assert "孙某（受钱某委托）：同意" in said
    assert "孙某（电话同意，已补办签批）：同意" in said


async def test_an_episode_has_what_was_opened_in_it(office: Office) -> None:
    await prompted_day(office)
    async with office.desk() as desk:
        (alert,) = await matters.open_matters(desk.session, desk.jurisdiction)
        episode = Episode(jurisdiction=desk.jurisdiction, opened_at=MORNING)
        other = Episode(jurisdiction=desk.jurisdiction, opened_at=MORNING)
        desk.session.add_all([episode, other])
        await desk.session.flush()
        alert.episode_id = episode.key
        desk.session.add(alert)
        await desk.session.flush()
        ((found, title),) = await scopes.episodes(desk)
        assert found == episode.key
        made = await view.view_of(desk, await scopes.scope_of(desk, {"episode": found}))
        days = {"first": "2027-01-01", "last": "2027-01-31"}
        empty = await view.view_of(desk, await scopes.scope_of(desk, days))
        nothing = await scopes.of_episode(desk, other.key)
    assert title in made.title
    assert len(rows(made, "预警与通知")) == 2
    assert not any(sheet.rows for sheet in empty.sheets)
    assert nothing.matters == ()


async def test_another_office_has_no_say_in_it(desk: Desk) -> None:
    theirs = Episode(jurisdiction="elsewhere", opened_at=MORNING)
    desk.session.add(theirs)
    await desk.session.flush()
    with pytest.raises(Refusal, match="ledger_no_episode"):
        await scopes.of_episode(desk, theirs.key)
    with pytest.raises(Refusal, match="reader_only"):
        view.require_reader(desk, Actor(1, "路人"))


async def test_pages_lose_and_double_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = await prompted_day(office)
    await reported(day, *(f"已落实{number}项" for number in range(7)))
    whole = await ledger(office)
    for size in (1, 3, 7):
        monkeypatch.setattr(under_matters, "AT_ONCE", size)
        monkeypatch.setattr(rows_of, "AT_ONCE", size)
        assert await ledger(office) == whole
    assert len(rows(whole, "报送内容")) == 7


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("13812345678", "138****"),
        ("138 1234 5678。", "138****。"),
        ("0994-1234567", "0994****"),
        ("2026-12-01 检查1381234567家", "2026-12-01 检查1381234567家"),
        ("订单138123456789", "订单138123456789"),
    ],
)
def test_numbers_of_telephones_are_masked_and_others_are_not(said: str, kept: str) -> None:
    assert masked(said) == kept


async def test_figures_are_numbers_each_with_the_change_that_brought_it(office: Office) -> None:
    day = await prompted_day(office)
    await reported(day, "已落实")
    async with office.desk() as desk:
        (part,) = (await desk.session.exec(select(ReportPart))).all()
        figures = [
            ("checked", "15", "家"),
            ("dust", "4.5", "吨"),
            ("word", "=1+1", ""),
            ("contact", "13812345678", ""),
            ("room", "0512", ""),
        ]
        desk.session.add_all(
            ReportValue(
                jurisdiction=desk.jurisdiction,
                report_id=part.report_id,
                version=version,
                field=field,
                value=value,
                unit=unit,
                part_id=part.key,
                recorded_at=desk.now,
            )
            for version, (field, value, unit) in enumerate(figures, start=1)
        )
    read = [row for row in rows(await ledger(office), "报送指标") if row["版本"]]
    told = {row["指标"]: (row["数值"], row["单位（计量）"]) for row in read}
    assert told["checked"] == (15.0, "家")
    assert told["dust"] == (4.5, "吨")
    assert told["word"] == ("=1+1", "")
    assert told["contact"] == ("138****", "")
    assert told["room"] == ("0512", "")


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-12-41", "2026-12-31", "export_days$"),
        ("2026-12-02", "2026-12-01", "export_days_turned"),
    ],
)
async def test_days_that_are_none_are_refused(desk: Desk, first: str, last: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        await scopes.scope_of(desk, {"first": first, "last": last})
