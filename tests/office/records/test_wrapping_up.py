"""An alert is wrapped up after its lift: once, by the office, with what its plan wants."""

from datetime import timedelta

import pytest

from office import wanting
from office.decisions import draft_texts
from office.desk import Desk
from office.paperwork import filling, forms
from office.plan.model import Plan
from office.records import wrap_up_texts, wrapping_up
from storage.books import audit
from storage.decisions import wrap_ups
from storage.decisions.matters import Episode, Matter, MatterState, Order, OrderKind
from storage.decisions.wrap_ups import WrapUp
from storage.delivery import outbox
from storage.occasions import of_day, of_order
from storage.owed.obligations import Obligation, ObligationState
from tests.harness.plans import small_plan, with_assessment, with_official_forms
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of
from tests.office.signers import (
    COLLEAGUE,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    edits,
    ended,
    issued,
    refused,
    said,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_assessment(with_official_forms(small_plan(("huanjing", "gongan"))))


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def lifted(desk: Desk, *, drill: bool = False) -> tuple[Matter, Order]:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=30), drill=drill)
    episode = Episode(jurisdiction=desk.jurisdiction, opened_at=desk.now, closed_at=desk.now)
    desk.session.add(episode)
    await desk.session.flush()
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at, alert.episode_id = MatterState.LIFTED, desk.now, episode.key
    return alert, lift


async def owes(
    desk: Desk, lift: Order, kind: str, agency: str, state: str = ObligationState.OPEN
) -> None:
    today = desk.local(desk.now).date()
    row = Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=lift.matter_id,
        order_id=lift.key,
        agency=agency,
        kind=kind,
        occasion=of_day(today) if kind == "daily" else of_order(lift.key),
        day=today if kind == "daily" else None,
        state=state,
        opened_at=desk.now,
        due_at=desk.now + timedelta(days=7),
    )
    desk.session.add(row)
    await desk.session.flush()


async def shown(desk: Desk, row: WrapUp) -> str:
    """The summary as it reads now: its last edit, or the message itself."""
    edited = [one for one in await edits(desk, OFFICE_CHAT) if one.target_id == row.summary_id]
    return (edited or [await outbox.delivery(desk.session, row.summary_id or 0)])[-1].text


async def test_all_that_the_plan_wants_is_wanted_at_once(desk: Desk) -> None:
    alert, lift = await lifted(desk)
    await owes(desk, lift, "assessment", "experts")
    row = await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    files = await wrapping_up.files_of(desk, row)
    assert [one.kind for one in files] == ["ledger", "assessment", "evidence"]
    assert [one.asked for one in files][::2] == [
        {"episode": alert.episode_id},
        {"alert": alert.key},
    ]
    assert files[2].instead == f"qingkong export evidence evidence.zip --alert {alert.key}"
    summary = await shown(desk, row)
    assert "<b>文件 0/3</b>" in summary
    assert "归档时未签发：应急响应信息报送表（解除）、昌吉市重污染天气应急响应统计表" in summary
    assert "🕘 重污染天气专家组：应于12月8日08:00前报送" in summary
    cards = [one.text.splitlines()[0] for one in await said(desk, OFFICE_CHAT, "draft")]
    assert cards == [
        "📝 <b>待填：应急响应信息报送表（解除）</b>",
        "📝 <b>待填：昌吉市重污染天气应急响应统计表</b>",
    ]


async def test_it_is_done_once_and_the_first_one_stands(desk: Desk) -> None:
    alert, _ = await lifted(desk)
    row = await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    again = await wrapping_up.wrap_up(desk, COLLEAGUE, HERE, alert)
    assert (again.key, again.wrapped_up_by) == (row.key, STAFF.user_id)
    assert len(await said(desk, OFFICE_CHAT, "office")) == 1
    told = await wrap_up_texts.told_before(desk, again)
    assert told.html.startswith(f"已于12月1日08:00由{STAFF.name}办结归档")
    assert told.keyboard[0][0].data == f"wrapagain:{alert.key}"
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 100)
    assert [one.action for one in entries].count("alert_wrapped_up") == 1
    await refused(wrapping_up.wrap_up(desk, LIAISON, HERE, alert), "office_only")


async def test_the_summary_counts_what_came_and_what_did_not(desk: Desk) -> None:
    alert, _ = await lifted(desk)
    row = await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    ledger, draft, evidence = await wrapping_up.files_of(desk, row)
    await refused(wrapping_up.make_again(desk, STAFF, HERE, alert), "wrap_up_under_way")
    await wanting.made(desk, ledger.key, "a" * 64, 10)
    await wrapping_up.follow(desk, ledger)
    assert "文件 1/3" in await shown(desk, row)
    await wanting.failed(desk, evidence, "workshop_over_limit", size=51, command=evidence.instead)
    await wrapping_up.follow(desk, evidence)
    summary = await shown(desk, row)
    assert f"❌ {evidence.name}：没有生成，原因见群内说明" in summary
    assert f"⏳ {draft.name}" in summary
    told = [one.text for one in await said(desk, OFFICE_CHAT, "document")]
    assert any(
        "<code>qingkong export evidence evidence.zip --alert 1</code>" in one for one in told
    )
    await wanting.made(desk, draft.key, "b" * 64, 10)
    await wrapping_up.follow(desk, draft)
    before = row.summary_id
    await wrapping_up.make_again(desk, COLLEAGUE, HERE, alert)
    assert row.summary_id != before
    assert len(await wrapping_up.files_of(desk, row)) == 3
    # What came of the files before is told no more.
    edited = len(await edits(desk, OFFICE_CHAT))
    await wrapping_up.follow(desk, ledger)
    assert len(await edits(desk, OFFICE_CHAT)) == edited


async def test_what_is_owed_yet_is_told_and_kept(desk: Desk) -> None:
    alert, lift = await lifted(desk)
    await owes(desk, lift, "closing", "huanjing")
    await owes(desk, lift, "closing", "gongan")
    await owes(desk, lift, "daily", "gongan")
    await owes(desk, lift, "assessment", "experts", ObligationState.MET)
    expected = [
        {"matter": "应急响应总结报告", "bodies": ["生态环境", "公安局"]},
        {"matter": "12月1日应急响应工作日报", "bodies": ["公安局"]},
    ]
    assert await wrapping_up.still_owed(desk, alert) == expected
    row = await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    assert row.still_owed == expected
    summary = await shown(desk, row)
    assert "· 应急响应总结报告：2家（生态环境、公安局）" in summary
    assert "✅ 重污染天气专家组：已报" in summary


async def test_a_form_that_was_begun_is_not_offered_twice(desk: Desk) -> None:
    alert, _ = await lifted(desk)
    form = forms.known(await forms.plan_of(desk, alert), "lift")
    await filling.offer(desk, HERE, alert, form)
    await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    cards = [one.text.splitlines()[0] for one in await said(desk, OFFICE_CHAT, "draft")]
    assert len(cards) == 2
    [summary] = await said(desk, OFFICE_CHAT, "office")
    assert "填写：应急响应信息报送表（解除）" in str(summary.keyboard)


async def test_a_form_that_was_put_aside_is_not_offered_again(desk: Desk) -> None:
    alert, _ = await lifted(desk)
    form = forms.known(await forms.plan_of(desk, alert), "lift")
    row = await filling.offer(desk, HERE, alert, form)
    await filling.give_up(desk, STAFF, row.key)
    await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    cards = [one.text.splitlines()[0] for one in await said(desk, OFFICE_CHAT, "draft")]
    assert cards[1:] == ["📝 <b>待填：昌吉市重污染天气应急响应统计表</b>"]
    [summary] = await said(desk, OFFICE_CHAT, "office")
    assert "归档时未签发：应急响应信息报送表（解除）" in summary.text


async def test_only_a_real_alert_that_was_lifted_is_wrapped_up(desk: Desk) -> None:
    running = await alert_in_force(desk, since=desk.now)
    await refused(wrapping_up.ended_alert(desk, running.key), "button_obsolete")
    await refused(wrapping_up.ended_alert(desk, 999), "button_obsolete")
    drill, lift = await lifted(desk, drill=True)
    await refused(wrapping_up.ended_alert(desk, drill.key), "button_obsolete")
    assert (await draft_texts.draft_message(desk, lift)).keyboard == ()
    alert, lift = await lifted(desk)
    assert (await wrapping_up.ended_alert(desk, alert.key)).key == alert.key
    await refused(wrapping_up.make_again(desk, STAFF, HERE, alert), "button_obsolete")
    # /forms has it too, for whoever does not find the lift any more.
    newest = (await filling.listed(desk)).alerts[0]
    assert (newest.can_be_wrapped_up, newest.wrapped_up_at) == (True, None)
    await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    newest = (await filling.listed(desk)).alerts[0]
    assert newest.wrapped_up_at == desk.now


async def test_the_button_stands_under_the_lift_once_that_is_issued(desk: Desk) -> None:
    order = await issued(desk, ahead=0)
    assert (await draft_texts.draft_message(desk, order)).keyboard == ()
    lift = await ended(desk, OrderKind.LIFT)
    [[button]] = (await draft_texts.draft_message(desk, lift)).keyboard
    assert (button.label, button.data) == ("办结归档", f"wrapup:{lift.matter_id}")
    assert await wrap_ups.of_matter(desk.session, lift.matter_id) is None
