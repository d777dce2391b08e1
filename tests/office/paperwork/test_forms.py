"""The office's own forms from the offer to the signed paper, at the desk."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from messages.documents import making
from office import wanting
from office.bodies.people import Actor
from office.decisions import approvals, ending
from office.desk import Desk
from office.matters import alerts
from office.paperwork import (
    due,
    fields,
    filling,
    form_signing,
    forms,
    printing,
    record,
    signed_forms,
    unsigned_forms,
)
from office.plan.form_fields import FIELDS, Known
from office.plan.model import Plan
from office.post import Place
from storage import agenda
from storage.decisions import approvals as signatures
from storage.decisions import filled_forms
from storage.decisions.approvals import Approval
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.delivery import outbox, wanted_files
from storage.delivery.outbox import ENCLOSED, DeliveryKind
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject
from tests.harness.plans import small_plan, with_official_forms
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of
from tests.office.moved_first import moved_by_another
from tests.office.signers import (
    COMMANDER,
    DIRECTOR,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    refused,
    said,
)

HOUR = timedelta(hours=1)
DEPUTY_DIRECTOR = Actor(8, "副主任", ("deputy_director",))
UPPER_CHAT = -2000
WEATHER = "静稳，近地面逆温"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_official_forms(small_plan(("huanjing", "gongan")))


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY, DEPUTY_DIRECTOR)
    await bind_groups(desk, ["huanjing", "gongan"])


async def upper_bound(desk: Desk) -> None:
    desk.session.add(
        Chat(
            jurisdiction=desk.jurisdiction,
            chat_id=UPPER_CHAT,
            role=ChatRole.AGENCY,
            agency="zhou",
            title="州指挥部",
            bound_at=desk.now,
        )
    )
    await desk.session.flush()


async def running_alert(desk: Desk, *, drill: bool = False) -> Matter:
    return await alert_in_force(desk, since=desk.now - 30 * HOUR, drill=drill)


async def offered(desk: Desk, alert: Matter, form_id: str = "start") -> FilledForm:
    form = forms.known(await forms.plan_of(desk, alert), form_id)
    return await filling.offer(desk, HERE, alert, form)


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def signed(desk: Desk, row: FilledForm) -> FilledForm:
    await filling.submit(desk, STAFF, row.key)
    await approvals.approve(desk, DEPUTY_DIRECTOR, (await asked(desk)).key)
    await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    return row


async def papers(desk: Desk, row: FilledForm) -> list[WantedFile]:
    return await wanted_files.about(desk.session, Subject.of(row), "official_form")


async def test_it_comes_filled_from_the_record(desk: Desk) -> None:
    row = await offered(desk, await running_alert(desk))
    [card] = await said(desk, OFFICE_CHAT, "draft")
    assert "待填：应急响应信息报送表（启动）" in card.text
    assert "2026年11月30日2时起，预计持续72小时；昌吉市行政区域" in card.text
    assert "<b>应急响应启动时间</b>：2026年11月30日2时00分" in card.text
    assert "<b>应急响应等级</b>：橙色预警，Ⅱ级应急响应" in card.text
    assert "缺：不利于空气污染物稀释、扩散和清除的空气污染气象条件" in card.text
    assert row.state == FormState.OPEN


async def test_it_is_signed_by_two_frozen_and_sent_where_the_plan_says(desk: Desk) -> None:
    await upper_bound(desk)
    row = await offered(desk, await running_alert(desk))
    await filling.answer(desk, STAFF, row.key, "weather", WEATHER)
    await filling.answer(desk, STAFF, row.key, "telephone", "0994-1234567")
    await signed(desk, row)
    assert (row.state, row.serial) == (FormState.SIGNED, "昌污指表〔2026〕1号")
    parts = [one for part in ("head", "rows", "foot") for one in row.says[part]]
    lines = {one["name"]: one["value"] for one in parts}
    assert lines["不利于空气污染物稀释、扩散和清除的空气污染气象条件"] == WEATHER
    assert (lines["填表人"], lines["审查人"], lines["签发人"], lines["联系电话"]) == (
        STAFF.name,
        DEPUTY_DIRECTOR.name,
        DIRECTOR.name,
        "0994-1234567",
    )
    above, here = await papers(desk, row)
    assert above.asked == here.asked == row.says
    assert (above.chat_id, here.chat_id) == (UPPER_CHAT, OFFICE_CHAT)
    assert "已送：州重污染天气应急指挥部办公室" in here.caption
    assert row.template_sha256 == making.template_hash(making.template("official_form"))


async def test_what_was_put_up_for_signature_changes_no_more(desk: Desk) -> None:
    alert = await running_alert(desk)
    row = await offered(desk, alert)
    await filling.submit(desk, STAFF, row.key)
    before = dict(row.says)
    await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    await approvals.approve(desk, DEPUTY_DIRECTOR, (await asked(desk)).key)
    await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    assert row.says["rows"] == before["rows"]
    await refused(filling.answer(desk, STAFF, row.key, "weather", "改"), "form_not_open")
    await refused(filling.submit(desk, STAFF, row.key), "form_not_open")
    await refused(filling.give_up(desk, STAFF, row.key), "form_not_open")
    await refused(filling.open_row(desk, STAFF, row.key), "form_not_open")
    assert (await offered(desk, alert)).key == row.key


async def test_whoever_cannot_be_reached_here_is_left_to_the_office(desk: Desk) -> None:
    row = await signed(desk, await offered(desk, await running_alert(desk)))
    [only] = await papers(desk, row)
    assert only.chat_id == OFFICE_CHAT
    assert "请自行报送：州重污染天气应急指挥部办公室" in only.caption


async def test_an_exercise_is_marked_and_goes_to_nobody_outside(desk: Desk) -> None:
    await upper_bound(desk)
    row = await signed(desk, await offered(desk, await running_alert(desk, drill=True)))
    [only] = await papers(desk, row)
    assert only.asked["mark"] == "演练文书，不作实际执行依据"
    assert only.chat_id == OFFICE_CHAT
    assert "昌污指表" in (row.serial or "")
    assert row.serial != "昌污指表〔2026〕1号"


async def test_it_is_sent_back_and_begun_anew_with_what_it_said(desk: Desk) -> None:
    row = await offered(desk, await running_alert(desk))
    await filling.answer(desk, STAFF, row.key, "weather", WEATHER)
    await filling.submit(desk, STAFF, row.key)
    await approvals.send_back(desk, DEPUTY_DIRECTOR, (await asked(desk)).key, "缺潜势分析")
    assert row.state == FormState.RETURNED
    assert any("缺潜势分析" in one.text for one in await said(desk, OFFICE_CHAT, "office"))
    again = await filling.open_row(desk, STAFF, row.key)
    assert again.key != row.key
    assert await filling.proposed(desk, again, "weather") == WEATHER
    assert again.card_id is not None
    await refused(filling.open_row(desk, STAFF, row.key), "form_begun_again")


async def test_what_was_said_last_is_offered_and_the_record_where_it_is_newer(desk: Desk) -> None:
    alert = await running_alert(desk)
    row = await offered(desk, alert)
    assert await filling.proposed(desk, row, "outlook") == ""
    assert "老人、儿童和慢性病患者" in await filling.proposed(desk, row, "advice")
    await filling.answer(desk, STAFF, row.key, "outlook", "5日夜间转好")
    await signed(desk, row)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    later = await offered(desk, await running_alert(desk))
    assert await filling.proposed(desk, later, "outlook") == "5日夜间转好"
    follow_up = await offered(desk, await running_alert(desk), "follow_up")
    await filling.answer(desk, STAFF, follow_up.key, "measures", "昨日措施")
    await signed(desk, follow_up)
    desk.now += timedelta(days=1)
    next_day = await offered(desk, await running_alert(desk), "follow_up")
    assert "应确认" in await filling.proposed(desk, next_day, "measures")


async def test_only_those_of_the_plan_fill_it_in(desk: Desk) -> None:
    row = await offered(desk, await running_alert(desk))
    await refused(filling.answer(desk, LIAISON, row.key, "weather", "雾"), "office_only")
    await refused(filling.answer(desk, STAFF, row.key, "level", "红色"), "button_obsolete")
    await refused(
        filling.answer(desk, STAFF, row.key, "weather", "雾" * 2001), "form_answer_too_long"
    )
    await refused(filling.answer(desk, STAFF, 999, "weather", "雾"), "button_obsolete")
    await refused(filling.submit(desk, COMMANDER, row.key), "office_only")


async def test_a_form_that_nobody_wants_is_left_and_may_be_opened_again(desk: Desk) -> None:
    alert = await running_alert(desk)
    row = await offered(desk, alert)
    await filling.give_up(desk, STAFF, row.key)
    assert row.state == FormState.GIVEN_UP
    assert (await offered(desk, alert)).key != row.key


async def test_the_list_has_what_the_alert_calls_for_now(desk: Desk) -> None:
    assert (await filling.listed(desk)).alerts == ()
    alert = await running_alert(desk)
    await offered(desk, alert)
    [one] = (await filling.listed(desk)).alerts
    assert [(form.title, form.state) for form in one.forms] == [
        ("应急响应信息报送表（启动）", "open"),
        ("应急响应信息报送表（续报）", ""),
        ("昌吉市重污染天气应急响应统计表", ""),
    ]
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    [one] = (await filling.listed(desk)).alerts
    assert [form.title for form in one.forms][1:] == [
        "应急响应信息报送表（解除）",
        "昌吉市重污染天气应急响应统计表",
    ]
    desk.now += forms.SHOWN_FOR
    assert (await filling.listed(desk)).alerts == ()


async def test_the_statistics_say_hours_and_numbers_and_whose_year(desk: Desk) -> None:
    alert = await running_alert(desk)
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    row = await offered(desk, alert, "statistics")
    await filling.submit(desk, STAFF, row.key)
    values = {one["name"]: one["value"] for one in row.says["rows"]}
    assert values == {
        "响应级别": "Ⅱ级",
        "响应开始时间": "2026年11月30日2时",
        "响应终止时间": "2026年12月1日8时",
        "持续响应时间": "30小时",
        "累计响应时间": "30小时（2026年）",
        "累计响应次数": "1次（2026年）",
    }


async def test_each_field_of_the_plan_says_something_of_an_ended_alert(desk: Desk) -> None:
    alert = await running_alert(desk)
    await order_of(desk, alert, OrderKind.ADJUST, at=desk.now - 5 * HOUR, level="red")
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now, level="red")
    lift.grounds = "扩散条件转好"
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    found = await record.of(desk, alert, desk.local(desk.now).date())
    of_record = {name for name, known in FIELDS.items() if known is Known.RECORD}
    assert of_record == set(fields.FILLED)
    said_here = {name: fields.filled(found, name) for name in of_record - {"counties"}}
    assert "" not in said_here.values()
    assert said_here["level_changes"].splitlines() == [
        "2026年11月30日2时起，橙色预警，Ⅱ级应急响应",
        "2026年12月1日3时起，红色预警，Ⅰ级应急响应",
    ]
    assert said_here["lift_opinion"] == "扩散条件转好"
    assert said_here["lifted_at"] == "2026年12月1日8时00分"
    assert said_here["day_number"] == "第2天"
    assert fields.filled(found, "weather") == ""
    assert fields.offered(found, "weather") == ""


async def test_of_an_alert_that_lasts_nothing_is_said_of_its_end(desk: Desk) -> None:
    found = await record.of(desk, await running_alert(desk), desk.local(desk.now).date())
    for name in ("lifted_at", "lift_opinion", "ended", "ended_hour"):
        assert fields.filled(found, name) == ""
    assert fields.filled(found, "level_changes") == "无变化，维持橙色预警，Ⅱ级应急响应"
    assert fields.filled(found, "lasts_until") == "预计持续至2026年12月3日2时"


async def test_forms_are_offered_when_they_are_due_and_only_once(desk: Desk) -> None:
    alert = await running_alert(desk)
    assert await due.at_start(desk, alert.key) == "offered 1"
    assert await due.at_start(desk, alert.key) == "offered 0"
    waiting = await agenda.waiting_item(
        desk.session, desk.jurisdiction, alerts.FORMS_DAILY, alert.key
    )
    assert waiting is not None
    assert desk.local(waiting.due_at) == desk.local(desk.now).replace(hour=10)
    desk.now = waiting.due_at
    assert await due.daily(desk, alert.key) == "offered 1"
    assert await due.at_lift(desk, alert.key) == "not lifted"
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    assert await due.daily(desk, alert.key) == "not in force"
    assert await due.at_start(desk, alert.key) == "not in force"
    assert await due.at_lift(desk, alert.key) == "offered 1"
    cards = await said(desk, OFFICE_CHAT, "draft")
    assert [one.text.splitlines()[0] for one in cards] == [
        "📝 <b>待填：应急响应信息报送表（启动）</b>",
        "📝 <b>待填：应急响应信息报送表（续报）</b>",
        "📝 <b>待填：应急响应信息报送表（解除）</b>",
    ]


@pytest.mark.parametrize(
    ("after", "at"),
    [
        # The response started on 1 December. Its form waited for the end of the quiet hours.
        ("2026-12-02T07:00+08:00", "2026-12-02T10:00+08:00"),
        ("2026-12-01T09:00+08:00", "2026-12-02T10:00+08:00"),
        ("2026-12-02T10:00+08:00", "2026-12-03T10:00+08:00"),
        ("2026-12-05T15:00+08:00", "2026-12-06T10:00+08:00"),
    ],
)
def test_each_day_after_that_of_the_start_has_its_follow_up(
    plan: Plan, after: str, at: str
) -> None:
    found = due.next_daily_at(plan, date(2026, 12, 1), datetime.fromisoformat(after))
    assert found == datetime.fromisoformat(at)


async def test_a_lift_puts_its_form_on_the_agenda(desk: Desk) -> None:
    alert = await running_alert(desk)
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    await ending.end(desk, lift)
    waiting = await agenda.waiting_item(
        desk.session, desk.jurisdiction, alerts.FORMS_AT_LIFT, alert.key
    )
    assert waiting is not None


async def test_a_form_of_the_lift_is_of_its_last_day_however_late_it_is_opened(desk: Desk) -> None:
    alert = await running_alert(desk)
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    desk.now += 72 * HOUR
    row = await offered(desk, alert, "lift")
    found = await record.of(desk, alert, row.day)
    assert fields.filled(found, "day_number") == "第2天"


async def test_an_alert_that_was_prolonged_lasts_from_its_start_to_its_new_end(desk: Desk) -> None:
    alert = await running_alert(desk)
    await order_of(desk, alert, OrderKind.ADJUST, at=desk.now - 5 * HOUR)
    found = await record.of(desk, alert, desk.local(desk.now).date())
    assert "2026年11月30日2时起，预计持续97小时" in fields.filled(found, "occurred")


async def test_a_real_form_is_not_offered_what_an_exercise_said(desk: Desk) -> None:
    drilled = await offered(desk, await running_alert(desk, drill=True))
    await filling.answer(desk, STAFF, drilled.key, "aqi", "演练值500")
    await filling.submit(desk, STAFF, drilled.key)
    real = await offered(desk, await running_alert(desk))
    assert await filling.proposed(desk, real, "aqi") == ""
    await filling.answer(desk, STAFF, real.key, "aqi", "187～236")
    await filling.submit(desk, STAFF, real.key)
    drilled = await offered(desk, await running_alert(desk, drill=True))
    assert await filling.proposed(desk, drilled, "aqi") == "187～236"


async def test_every_chat_that_asks_for_a_file_while_it_is_made_gets_it(desk: Desk) -> None:
    row = await signed(desk, await offered(desk, await running_alert(desk)))
    paper = form_signing.paper_of(await filling.form_for(desk, row), row)
    private = printing.SentTo(Place(STAFF.user_id), "文件")
    for _ in range(2):
        assert not await printing.send_again(desk, paper, private)
    assert [one.chat_id for one in await papers(desk, row)] == [OFFICE_CHAT, STAFF.user_id]


async def test_a_paper_that_says_something_else_by_now_is_made_anew(desk: Desk) -> None:
    row = await signed(desk, await offered(desk, await running_alert(desk)))
    paper = form_signing.paper_of(await filling.form_for(desk, row), row)
    reader = printing.SentTo(HERE, "文件")
    [wanted] = await papers(desk, row)
    await wanting.made(desk, wanted.key, "a" * 64, 1000)
    later = replace(paper, view={**paper.view, "notes": ["后来的记录"]})
    assert not await printing.send_again(desk, later, reader)
    *_, anew = await papers(desk, row)
    await wanting.made(desk, anew.key, "b" * 64, 1000)
    assert await printing.send_again(desk, later, reader)
    sent = await outbox.deliveries_of_kind(desk.session, Subject.of(row), DeliveryKind.DOCUMENT)
    assert [one.context[ENCLOSED]["sha256"][0] for one in sent] == ["a", "b", "b"]


async def test_what_was_made_is_sent_again_and_never_made_anew(desk: Desk) -> None:
    row = await signed(desk, await offered(desk, await running_alert(desk)))
    paper = form_signing.paper_of(await filling.form_for(desk, row), row)
    reader = printing.SentTo(HERE, "文件")
    assert not await printing.send_again(desk, paper, reader)
    [wanted] = await papers(desk, row)
    await wanting.made(desk, wanted.key, "a" * 64, 1000)
    assert await printing.send_again(desk, paper, reader)
    assert len(await papers(desk, row)) == 1
    sent = await outbox.deliveries_of_kind(desk.session, Subject.of(row), DeliveryKind.DOCUMENT)
    assert [one.context[ENCLOSED]["sha256"] for one in sent] == ["a" * 64] * 2
    name = "应急响应信息报送表（启动） 昌污指表〔2026〕1号.docx"
    assert sent[0].context[ENCLOSED]["name"] == name
    assert (await filling.signed_row(desk, row.key)).key == row.key


async def test_what_could_not_be_made_is_wanted_once_more(desk: Desk) -> None:
    row = await signed(desk, await offered(desk, await running_alert(desk)))
    paper = form_signing.paper_of(await filling.form_for(desk, row), row)
    [wanted] = await papers(desk, row)
    await wanting.failed(desk, wanted, "workshop_slow")
    assert not await printing.send_again(desk, paper, printing.SentTo(HERE, "文件"))
    states = [one.state for one in await papers(desk, row)]
    assert states == [WantedState.FAILED, WantedState.WAITING]


async def test_only_a_signed_form_has_a_file(desk: Desk) -> None:
    row = await offered(desk, await running_alert(desk))
    await refused(filling.signed_row(desk, row.key), "button_obsolete")


async def test_signed_forms_are_had_as_they_were_kept_and_no_exercise(desk: Desk) -> None:
    alert = await running_alert(desk)
    row = await signed(desk, await offered(desk, alert))
    drill = await running_alert(desk, drill=True)
    drilled = await signed(desk, await offered(desk, drill))
    await offered(desk, alert, "follow_up")
    [one] = await signed_forms.of_matters(desk, [alert.key, drill.key])
    assert (one.serial, one.paper.name) == (
        "昌污指表〔2026〕1号",
        "应急响应信息报送表（启动） 昌污指表〔2026〕1号.docx",
    )
    assert await signed_forms.kept(desk, one) is None
    [wanted] = await papers(desk, row)
    await wanting.made(desk, wanted.key, "a" * 64, 1000)
    kept = await signed_forms.kept(desk, one)
    assert kept is not None
    assert kept.sha256 == "a" * 64
    assert (await signed_forms.one(desk, row.key)).row is row
    await refused(signed_forms.one(desk, drilled.key), "button_obsolete")
    await refused(signed_forms.one(desk, 999), "button_obsolete")


async def test_statistics_that_nobody_signed_say_so_and_are_stored_nowhere(desk: Desk) -> None:
    alert = await running_alert(desk)
    assert await unsigned_forms.of_matters(desk, [alert.key]) == []
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    [paper] = await unsigned_forms.of_matters(desk, [alert.key, 999])
    assert paper.name == "昌吉市重污染天气应急响应统计表 2026-12-01（未签发）.docx"
    assert paper.view["mark"] == "未签发，不作上报依据"
    assert {"name": "持续响应时间", "value": "30小时"} in paper.view["rows"]
    assert await filled_forms.of_matters(desk.session, [alert.key]) == []
    await signed_statistics(desk, alert)
    assert await unsigned_forms.of_matters(desk, [alert.key]) == []


async def signed_statistics(desk: Desk, alert: Matter) -> None:
    row = await offered(desk, alert, "statistics")
    await filling.submit(desk, STAFF, row.key)
    await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)


async def test_of_two_who_settle_a_form_the_first_did(desk: Desk) -> None:
    row = await offered(desk, await running_alert(desk))
    assert (await filling.open_row(desk, STAFF, row.key)).key == row.key
    await moved_by_another(desk, row, FormState.ASKED)
    await refused(filling.give_up(desk, STAFF, row.key), "form_not_open")
    await refused(filling.submit(desk, STAFF, row.key), "form_not_open")
    assert row.filled_by is None


async def test_without_a_group_of_the_office_nothing_is_offered(desk: Desk) -> None:
    alert = await running_alert(desk)
    group = await chats.office_chat(desk.session, desk.jurisdiction)
    assert group is not None
    group.unbound_at = desk.now
    await desk.session.flush()
    assert await due.at_start(desk, alert.key) == "offered 0"
    assert await filled_forms.of_matters(desk.session, [alert.key]) == []
