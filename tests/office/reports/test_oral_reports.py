"""Oral reports: what the office may write down, and when it is a body's report of the day."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from messages.render import words_in
from messages.views.understood import UnderstoodView
from office.bodies.people import Actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.meetings import Purpose
from office.obligations import prompts, understood
from office.plan.model import Plan
from office.reports import confirming, oral_reports, taking
from office.reports import drafts as report_drafts
from office.reports.message_parts import Incoming
from storage.decisions.matters import Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.owed import oral_reports as store
from storage.owed import reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.oral_reports import OralState
from storage.owed.reports import PartKind
from storage.roster import chats
from storage.subjects import Subject
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.meeting_days import DAILY, FIRST, SECOND, SPEAKERS, at, convened
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused

SPOKEN = "检查工地6个次，发现问题2个。"
LIAISON = SPEAKERS[FIRST]


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = with_figures(AGENCIES).model_dump(mode="json")
    return Plan.model_validate(facts | {"dispatch_meeting": DAILY})


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, AGENCIES)
        yield opened


async def begun(desk: Desk, *, drill: bool = False) -> Order:
    await alert_in_force(desk, since=desk.now - timedelta(hours=1), level="red", drill=drill)
    order = await convened(desk, drill=drill)
    desk.now = at(desk, 18)
    return order


async def owed(desk: Desk, order: Order, body: str = FIRST) -> Obligation:
    return await oral_reports.owed_by(desk, STAFF, order.key, body)


def pressed(desk: Desk, who: Actor, message_id: int = 900) -> Incoming:
    return report_drafts.pressed(-1001, message_id, who, desk.now)


async def confirmed(desk: Desk, owing: Obligation, who: Actor = LIAISON) -> taking.Taken:
    told = await store.waiting(desk.session, owing.key)
    assert told is not None
    stands = pressed(desk, who)
    return await oral_reports.confirm(desk, who, FIRST, told.key, stands)


async def test_it_is_no_report_until_the_body_says_so(desk: Desk) -> None:
    order = await begun(desk)
    assert await oral_reports.write(desk, STAFF, order.key, FIRST, SPOKEN)
    owing = await owed(desk, order)
    assert owing.state == ObligationState.OPEN
    assert await reports.report_of(desk.session, owing.key) is None
    assert FIRST in await oral_reports.silent(desk, STAFF, order.key)
    assert await oral_reports.written(desk, order.key) == {FIRST}
    taken = await confirmed(desk, owing)
    assert owing.state == ObligationState.MET
    assert taken.parts[0].text == SPOKEN
    form = await understood.form_of(desk, owing)
    assert form is not None
    assert (await understood.of_report(desk, form, taken.report.key)).values
    assert FIRST not in await oral_reports.silent(desk, STAFF, order.key)
    (row,) = await store.OF_OBLIGATIONS.to(desk.session, owing.key)
    assert (row.state, row.confirmed_by) == (OralState.CONFIRMED, LIAISON.user_id)
    again = oral_reports.confirm(desk, LIAISON, FIRST, row.key, pressed(desk, LIAISON, 901))
    await refused(again, "draft_reported_before")
    await refused(owed(desk, order), "oral_reported_before")


async def test_what_was_written_anew_takes_the_place_of_the_old(desk: Desk) -> None:
    order = await begun(desk)
    await oral_reports.write(desk, STAFF, order.key, FIRST, "检查工地4个次。")
    owing = await owed(desk, order)
    old = await store.waiting(desk.session, owing.key)
    assert old is not None
    await oral_reports.write(desk, STAFF, order.key, FIRST, SPOKEN)
    late = oral_reports.confirm(desk, LIAISON, FIRST, old.key, pressed(desk, LIAISON))
    await refused(late, "oral_replaced")
    assert (await confirmed(desk, owing)).parts[0].text == SPOKEN


async def test_the_morning_brings_it_along_and_a_reply_corrects_it(desk: Desk) -> None:
    order = await begun(desk)
    await oral_reports.write(desk, STAFF, order.key, FIRST, SPOKEN)
    desk.now = at(desk, 8) + timedelta(days=1)
    owing = await owed(desk, order)
    await prompts.send_daily(desk, owing.matter_id)
    rows = await outbox.deliveries_about(desk.session, Subject.of(owing))
    (asked,) = [row for row in rows if row.kind == DeliveryKind.PROMPT]
    assert SPOKEN in asked.text
    assert "以此作为日报" in str(asked.keyboard)
    reply = pressed(desk, LIAISON).model_copy(update={"text": "检查工地改为9"})
    taken = await taking.receive(desk, LIAISON, FIRST, owing.key, [reply])
    assert taken is not None
    await oral_reports.fill(desk, taken)
    form = await understood.form_of(desk, owing)
    assert form is not None
    known = (await understood.of_report(desk, form, taken.report.key)).values
    assert sorted(known.values(), key=str) == [2, 9]
    # What is written without such words counts as well, and loses nothing of what was said.
    await oral_reports.write(desk, STAFF, order.key, SECOND, SPOKEN)
    other = await owed(desk, order, SECOND)
    whole = pressed(desk, SPEAKERS[SECOND], 902).model_copy(update={"text": "检查工地3个次。"})
    anew = await taking.receive(desk, SPEAKERS[SECOND], SECOND, other.key, [whole])
    assert anew is not None
    await oral_reports.fill(desk, anew)
    view, heard = await shown(desk, anew)
    assert sorted(heard.values.values(), key=str) == [2, 3]
    assert view.orally == ("发现问题",)
    text = desk.words.text("report_understood", {"understood": view})
    assert "发现问题未另报，按会上口头汇报计入" in text


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (PartKind.TEXT, "情况同会上所报，均已落实。", {"sites": "6", "problems": "2"}),
        (PartKind.TEXT, "零报告", {"sites": "0", "problems": "0"}),
        (PartKind.PHOTO, "", {}),
    ],
)
async def test_what_is_written_without_a_figure(
    desk: Desk, kind: PartKind, text: str, said: dict[str, str]
) -> None:
    order = await begun(desk)
    await oral_reports.write(desk, STAFF, order.key, FIRST, SPOKEN)
    owing = await owed(desk, order)
    item = pressed(desk, LIAISON).model_copy(update={"kind": kind, "text": text})
    taken = await taking.receive(desk, LIAISON, FIRST, owing.key, [item])
    assert taken is not None
    await oral_reports.fill(desk, taken)
    _, heard = await shown(desk, taken)
    known = {name: str(value) for name, value in heard.values.items()}
    assert {name: known[name] for name in said} == said
    assert bool(known) is bool(said)


async def test_words_that_come_after_a_photo_correct_it_too(desk: Desk) -> None:
    order = await begun(desk)
    await oral_reports.write(desk, STAFF, order.key, FIRST, SPOKEN)
    owing = await owed(desk, order)
    photo = pressed(desk, LIAISON).model_copy(update={"kind": PartKind.PHOTO, "text": ""})
    words = pressed(desk, LIAISON, 901).model_copy(update={"text": "检查工地改为9"})
    later = pressed(desk, LIAISON, 902).model_copy(update={"text": "发现问题改为1"})
    read = list[list[str]]()
    for item in (photo, words, later):
        taken = await taking.receive(desk, LIAISON, FIRST, owing.key, [item])
        assert taken is not None
        await oral_reports.fill(desk, taken)
        _, heard = await shown(desk, taken)
        read.append(sorted(str(value) for value in heard.values.values()))
    assert read == [[], ["2", "9"], ["1", "9"]]


async def shown(desk: Desk, taken: taking.Taken) -> tuple[UnderstoodView, understood.Understood]:
    told = await confirming.view_of(desk, taken.obligation, taken.report)
    assert told is not None
    return told


async def test_what_cannot_be_written_down(desk: Desk) -> None:
    order = await convened(desk)
    await refused(oral_reports.silent(desk, STAFF, order.key), "oral_not_begun")
    desk.now = at(desk, 18)
    await refused(oral_reports.silent(desk, STAFF, order.key), "oral_no_alert")
    await refused(owed(desk, order), "oral_not_owed")
    await alert_in_force(desk, since=desk.now - timedelta(hours=1), level="red")
    write = oral_reports.write
    await refused(write(desk, LIAISON, order.key, FIRST, SPOKEN), "office_only")
    await refused(write(desk, STAFF, order.key, "nobody", SPOKEN), "button_obsolete")
    await refused(write(desk, STAFF, 999, FIRST, SPOKEN), "button_obsolete")
    await refused(write(desk, STAFF, order.key, FIRST, "。"), "oral_nothing_said")
    await refused(write(desk, STAFF, order.key, FIRST, "检" * 1001), "oral_too_long")
    nothing = oral_reports.confirm(desk, LIAISON, FIRST, 999, pressed(desk, LIAISON))
    await refused(nothing, "button_obsolete")
    desk.now = at(desk, 10)
    training = await convened(desk, purpose=Purpose.TRAINING, text="培训", title="培训")
    called_off = await convened(desk, meets_at=at(desk, 19))
    ending = await drafts.draft_end(desk, STAFF, HERE, called_off.matter_id, OrderKind.CANCEL)
    await drafts.confirm(desk, STAFF, HERE, ending.key)
    desk.now = at(desk, 20)
    await refused(owed(desk, training), "button_obsolete")
    await refused(owed(desk, called_off), "meeting_is_over")


async def test_a_body_without_a_group_confirms_it_with_the_prompt(desk: Desk) -> None:
    order = await begun(desk)
    for chat in (await chats.agency_chats(desk.session, desk.jurisdiction))[FIRST]:
        chat.reachable = False
        desk.session.add(chat)
    await desk.session.flush()
    assert not await oral_reports.write(desk, STAFF, order.key, FIRST, SPOKEN)


@pytest.mark.parametrize(("locale", "head"), [("zh", "请核对"), ("en", "Please check what")])
async def test_it_is_told_in_both_languages_and_marked_in_an_exercise(
    desk: Desk, locale: str, head: str
) -> None:
    there = replace(desk, words=words_in(locale, desk.plan.zone))
    order = await begun(there, drill=True)
    await oral_reports.write(there, STAFF, order.key, FIRST, SPOKEN)
    owing = await owed(there, order)
    rows = await outbox.deliveries_about(there.session, Subject.of(owing))
    (told,) = [row for row in rows if row.kind == DeliveryKind.DECISION]
    assert head in told.text
    assert (owing.drill, told.drill) == (True, True)
