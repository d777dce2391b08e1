"""/slips: a page of what is wanted, and what each person may do with one of them."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.supervision import slips as door
from messages.keyboards import Button, Keyboard, read_press
from messages.render import Message, words_in
from messages.views.lists import PAGE, Excerpt, Filter, Option
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.plan.model import Plan
from office.refusal import Refusal
from office.supervision import following, slip_lists, slip_withdrawals, slips
from storage.occasions import Occasion
from storage.owed.obligations import Obligation, ObligationKind
from storage.supervision.slips import Slip, SlipState
from tests.harness.plans import city
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.ladder_days import DIRECTOR, LIAISON, STAFF
from tests.office.signers import refused

SEVERAL = PAGE + 2


@pytest.fixture(scope="module")
def plan() -> Plan:
    """More than five agencies, because five would not fill a second page."""
    return city()


async def slips_of_several(desk: Desk, count: int, step: str = "reminder") -> list[Slip]:
    """Issue one slip to each of so many agencies."""
    day = "2026-11-30"
    return await made(desk, [(agency.id, day) for agency in desk.plan.agencies[:count]], step)


async def made(desk: Desk, wanted: list[tuple[str, str]], step: str = "reminder") -> list[Slip]:
    """A slip for each agency and day."""
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    await bind_groups(desk, [])
    rung = desk.plan.ladder("report").rung(step)
    assert rung is not None
    state = SlipState.PROPOSED if step == "referral" else SlipState.ISSUED
    found = []
    for agency, day in wanted:
        today = desk.local(desk.now).date()
        asking = Asking(ObligationKind.DAILY, Occasion.read(day), desk.now, desk.now, today)
        [owed] = await lifecycle.open_all(desk, alert.key, 1, asking, [agency])
        found.append(await slips.write(desk, owed, rung, None, state))
    return found


async def listed_to(desk: Desk, who: Actor, *values: str, **where: Any) -> Message:
    return door.listing(desk.words, await slip_lists.shown(desk, who, values, **where))


async def typed(desk: Desk, who: Actor, text: str) -> Message:
    return await listed_to(desk, who, *await slip_lists.typed(desk, who, text))


def data(row: tuple[Button, ...]) -> list[str]:
    return [key.data for key in row]


def menu(desk: Desk, known: slip_lists.Listing, pressed: str) -> Message:
    return door.LIST.menu(desk.words, known.filters.all, read_press(pressed))


def verbs(keyboard: Keyboard) -> list[tuple[str, ...]]:
    return [tuple(key.data.partition(":")[0] for key in line) for line in keyboard]


async def test_when_nothing_is_open(desk: Desk) -> None:
    shown = await listed_to(desk, STAFF)
    assert "没有未销号的督办件" in shown.html
    # One may still look at those that are not open.
    assert verbs(shown.keyboard) == [("slipby", "slipby")]


@pytest.mark.parametrize(
    ("page", "turning", "first"),
    [(0, "slips:1", 10), (1, "slips:0", 2), (999, "slips:0", 2)],
)
async def test_pages_are_turned(desk: Desk, page: int, turning: str, first: int) -> None:
    """The newest slips come first; beyond the last page the last one is shown."""
    written = await slips_of_several(desk, SEVERAL)
    shown = await listed_to(desk, STAFF, page=page)
    assert f"共{SEVERAL}件" in shown.html
    assert written[first - 1].serial in shown.html
    *rows, last, filters = shown.keyboard
    assert set(verbs(tuple(rows))) == {("slipshow", "slipdrop")}
    assert data(last) == [turning]
    assert data(filters) == ["slipby:0:0", "slipby:1:0", "slipby:2:0"]


async def test_one_agencys_pages_stay_its_own(desk: Desk) -> None:
    days = [f"2026-11-{day}" for day in range(10, 10 + SEVERAL)]
    await made(desk, [(agency, day) for day in days for agency in ("gongan", "zhujian")])
    shown = await listed_to(desk, STAFF, "gongan")
    assert f"共{SEVERAL}件" in shown.html
    assert data(shown.keyboard[-2]) == ["slips:1:gongan"]
    assert data((await listed_to(desk, STAFF, "gongan", page=999)).keyboard[-2]) == [
        "slips:0:gongan"
    ]


async def test_one_page_has_nothing_to_turn(desk: Desk) -> None:
    await slips_of_several(desk, 1)
    assert verbs((await listed_to(desk, STAFF)).keyboard[:-1]) == [("slipshow", "slipdrop")]


async def test_a_middle_page_turns_both_ways(desk: Desk) -> None:
    await slips_of_several(desk, 2 * PAGE + 1)
    shown = await listed_to(desk, STAFF, page=1)
    assert data(shown.keyboard[-2]) == ["slips:0", "slips:2"]


@pytest.mark.parametrize(
    ("step", "who", "choices"),
    [
        ("yellow", STAFF, [("slipdrop",), ("slippaper",)]),
        ("referral", DIRECTOR, [("refyes", "refno")]),
    ],
)
async def test_what_may_be_done_with_one(
    desk: Desk, step: str, who: Actor, choices: list[tuple[str, ...]]
) -> None:
    [slip] = await slips_of_several(desk, 1, step)
    view = await slip_lists.detail(desk, who, slip.key, in_private=True)
    shown = door.detail(desk.words, view)
    assert slip.serial in shown.html
    assert verbs(shown.keyboard) == choices
    listed = (await listed_to(desk, who, in_private=True)).keyboard
    assert verbs(listed[:-1]) == [("slipshow", "slipdrop") if step == "yellow" else ("slipshow",)]


@pytest.mark.parametrize(
    ("who", "in_private", "told"),
    [(STAFF, False, "slip_unknown"), (STAFF, True, "slip_unknown"), (DIRECTOR, False, "private")],
)
async def test_a_referral_is_for_those_whom_it_concerns(
    desk: Desk, who: Actor, in_private: bool, told: str
) -> None:
    [slip] = await slips_of_several(desk, 1, "referral")
    for values in ((), (slip.agency,), ("", "e"), ("", "e", "referral")):
        listed = await listed_to(desk, who, *values, in_private=in_private)
        assert slip.serial not in listed.html
    known = await slip_lists.listing(desk, who, in_private=in_private)
    assert "referral" not in [one.value for one in known.filters.step.options]
    assert slip.agency not in [one.value for one in known.filters.body.options]
    for look in (slip_lists.detail, slip_withdrawals.for_withdrawal):
        with pytest.raises(Refusal, match=told):
            await look(desk, who, slip.key, in_private=in_private)


async def test_only_the_office_sees_them(desk: Desk) -> None:
    [slip] = await slips_of_several(desk, 1)
    await refused(slip_lists.shown(desk, LIAISON), "reader_only")
    await refused(slip_lists.detail(desk, LIAISON, slip.key), "reader_only")


STATES = ("issued", "late", "closed", "withdrawn", "void")


async def one_in_each_state(desk: Desk) -> dict[str, Slip]:
    """A yellow slip of each of five agencies, and an orange one of the first."""
    rows = await slips_of_several(desk, len(STATES), "yellow")
    found = dict(zip(STATES, rows, strict=True))
    for name in ("closed", "withdrawn", "void"):
        found[name].state = SlipState(name)
    for slip in rows:
        slip.deadline_at = desk.now + timedelta(hours=-1 if slip is found["late"] else 1)
    desk.session.add_all(rows)
    desk.now += timedelta(seconds=1)
    rung = desk.plan.ladder("report").rung("orange")
    owed = await desk.session.get_one(Obligation, found["issued"].obligation_id)
    assert rung is not None
    found["orange"] = await slips.write(desk, owed, rung, None, SlipState.ISSUED)
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "orange late issued"),
        ("未办结", "orange late issued"),
        ("逾期", "late"),
        ("已销号", "closed"),
        ("撤回", "void withdrawn"),
        ("全部", "orange void withdrawn closed late issued"),
        ("橙色", "orange"),
        ("ＯＲＡＮＧＥ", "orange"),
        ("黄色提示单、全部", "void withdrawn closed late issued"),
        ("两办 橙色 未办结", "orange"),
        ("橙色，两办", "orange"),
        ("yellow 纪委监委", "late"),
        ("红色", ""),
        ("公安局 已销号", ""),
    ],
)
async def test_what_is_typed_narrows_the_list(desk: Desk, text: str, wanted: str) -> None:
    rows = await one_in_each_state(desk)
    shown = await typed(desk, STAFF, text)
    serials = [key.label for line in shown.keyboard for key in line[:1] if "slipshow" in key.data]
    assert serials == [rows[name].serial for name in wanted.split()]
    assert ("目前没有" in shown.html) == (not wanted)


@pytest.mark.parametrize(
    ("text", "told"), [("水务局 橙色", "水务局"), ("橙", "橙"), ("局 未办结", "请写明")]
)
async def test_what_is_neither_a_body_nor_a_filter(desk: Desk, text: str, told: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await typed(desk, STAFF, text)
    assert told in desk.words.phrase(refusal.value.key, **refusal.value.facts)


async def test_what_stands_still_or_has_more_time_is_not_overdue(desk: Desk) -> None:
    rows = await one_in_each_state(desk)
    owed = await desk.session.get_one(Obligation, rows["late"].obligation_id)
    for change in ({"paused_at": desk.now}, {"due_at": desk.now + timedelta(hours=1)}):
        known = {name: getattr(owed, name) for name in change}
        for name, value in change.items():
            setattr(owed, name, value)
        desk.session.add(owed)
        assert "目前没有已过时限的督办件" in (await typed(desk, STAFF, "逾期")).html
        for name, value in known.items():
            setattr(owed, name, value)
    assert rows["late"].serial in (await typed(desk, STAFF, "逾期")).html


async def test_a_filter_is_chosen_by_buttons(desk: Desk) -> None:
    rows = await one_in_each_state(desk)
    known = await slip_lists.listing(desk, STAFF, ("", "e"))
    bodies = menu(desk, known, "slipby:0:0::e")
    assert data(bodies.keyboard[0])[:2] == ["slips:0::e", f"slips:0:{rows['issued'].agency}:e"]
    assert bodies.keyboard[0][0].label == "✓ 各单位"
    assert data(bodies.keyboard[-1]) == ["slips:0::e"]
    states = menu(desk, known, "slipby:1:0::e")
    assert [key.label for row in states.keyboard for key in row if "✓" in key.label] == [
        "✓ 全部状态"
    ]
    steps = menu(desk, known, "slipby:2:0::e")
    assert "slips:0::e:orange" in [one for row in steps.keyboard for one in data(row)]
    with pytest.raises(Refusal, match="obsolete"):
        menu(desk, known, "slipby:3:0::e")


async def test_many_bodies_are_chosen_page_by_page(desk: Desk) -> None:
    await slips_of_several(desk, 30)
    known = await slip_lists.listing(desk, STAFF)
    first, last = (menu(desk, known, f"slipby:0:{page}") for page in (0, 1))
    assert data(first.keyboard[-1]) == ["slipby:0:1", "slips:0"]
    assert data(last.keyboard[-1]) == ["slipby:0:0", "slips:0"]
    assert len([key for row in (*first.keyboard[:-1], *last.keyboard[:-1]) for key in row]) == 31


@pytest.mark.parametrize("values", [("nobody",), ("", "nonsense"), ("", "", "blue")])
async def test_forged_values_choose_nothing(desk: Desk, values: tuple[str, ...]) -> None:
    await slips_of_several(desk, 1)
    assert "共1件" in (await listed_to(desk, STAFF, *values)).html


def test_the_longest_ids_fit_into_a_button(plan: Plan) -> None:
    longest = ("x" * 24, "e", "x" * 24)
    filters = tuple(
        Filter("filter_body", (Option("", "全"), Option(one, "某")), one) for one in longest
    )
    words = words_in("zh", "Asia/Shanghai")
    door.LIST.keyboard(words, Excerpt(filters, 8000, 500))
    for place in range(3):
        door.LIST.menu(words, filters, read_press(f"slipby:{place}:0"))


async def test_what_follows_a_slip(desk: Desk) -> None:
    [slip] = await slips_of_several(desk, 1, "red")
    owed = await desk.session.get_one(Obligation, slip.obligation_id)
    owed.step, owed.step_due_at = "yellow", desk.now + timedelta(hours=2)
    assert await following.said(desk, owed) == ("下一步：12月1日10时仍未办结的，下发橙色督办单")
    # Whoever reads it need not know that a referral is what follows.
    owed.step = "red"
    assert (await following.said(desk, owed)).endswith("仍未办结的，按有关规定办理")
    owed.step = "referral"
    assert await following.said(desk, owed) == ""
    owed.step, owed.ladder_ended = "red", "lifted"
    assert await following.said(desk, owed) == ""


async def test_a_referral_that_was_reported_on_is_closed_for_its_readers(desk: Desk) -> None:
    [slip] = await slips_of_several(desk, 1, "referral")
    body = slip.agency

    async def shown(*values: str) -> bool:
        listed = await slip_lists.shown(desk, DIRECTOR, values, in_private=True)
        return slip.serial in [line.serial for line in listed.lines]

    assert await shown()
    assert await shown(body, "", "referral")
    assert not await shown(body, "", "yellow")
    assert not await shown("", "l")
    slip.state = SlipState.ISSUED
    owed = await desk.session.get_one(Obligation, slip.obligation_id)
    owed.met_at = desk.now
    desk.session.add_all((slip, owed))
    assert not await shown()
    assert await shown("", "a")
    assert await shown("", "e")
    assert await slip_lists.typed(desk, DIRECTOR, "两办") == (body,)
