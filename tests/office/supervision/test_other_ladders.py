"""A ladder that is made up here: its steps have names and titles that no code knows."""

from datetime import timedelta

import pytest

from office.ladder import referral_notes, step_words
from office.ladder.dossiers import dossier
from office.obligations import lifecycle, owed, settling
from office.obligations.lifecycle import PauseReason
from office.obligations.settling import TAKEN_BACK
from office.plan.languages import in_language
from office.plan.model import Plan
from office.supervision import known_slips, referrals
from storage.delivery.outbox import DeliveryKind
from storage.supervision.slips import SlipState
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import DIRECTOR, LEADERS, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.signers import refused

RUNGS = [
    {"step": "office_told", "slip": False, "addressees": ["body", "office"], "after": "0m"},
    {
        "step": "prompt_slip",
        "title": "提示单",
        "title_en": "Prompt slip",
        "mark": "📝",
        "after": "30m",
        "comply_within": "1h",
        "copies": ["commander"],
    },
    {"step": "told_of", "title": "情况通报", "slip": False, "after": "10m"},
    {
        "step": "handover",
        "title": "移送函",
        "after": "0m",
        "proposed_to": "director",
        "confirmed_by": "director",
        "sent_to": "discipline_commission",
    },
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    facts["ladders"]["report"] = RUNGS
    for step in ("reminder", "yellow", "orange", "red", "referral"):
        del facts["serials"][step]
    facts["serials"] |= {
        "prompt_slip": "昌污指提〔{year}〕{n}号",
        "handover": "昌污指送〔{year}〕{n}号",
    }
    return Plan.model_validate(facts)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def told(day: LadderDay, chat_id: int, *kinds: str) -> list[str]:
    async with day.office.desk() as desk:
        return [row.text or "" for row in await said(desk, chat_id, *kinds)]


async def standing(day: LadderDay) -> str:
    async with day.office.desk() as desk:
        return await owed.standing_of(desk, await day.owed(desk))


async def test_it_is_climbed_to_its_end(day: LadderDay) -> None:
    verdicts = await day.advance_to("18:00")
    assert [verdict for verdict in verdicts if verdict.startswith("take")] == [
        "take: nudge",
        "take: office_told",
        "take: prompt_slip",
        "take: told_of",
        "take: handover",
    ]
    late, bulletin = await told(day, day.group_id, DeliveryKind.CHASE)
    assert late.startswith("❗ <b>请尽快报送")
    assert bulletin.startswith("📄 <b>请尽快报送")
    [to_office] = [text for text in await told(day, OFFICE_CHAT) if "逾期未报" in text][:1]
    assert "1家单位逾期未报" in to_office
    assert "市住建局" in to_office
    [slip] = await told(day, day.group_id, DeliveryKind.SLIP)
    assert slip.startswith("📝 <b>提示单：请补报")
    assert "昌污指提〔2026〕1号" in slip
    [copy] = await told(day, LEADERS["commander"], DeliveryKind.COPY)
    assert copy.startswith("📝 <b>提示单〔抄报〕")
    assert await standing(day) == "已发情况通报"


async def test_what_is_decided_is_known_by_the_rung_and_not_by_its_name(day: LadderDay) -> None:
    await day.advance_to("18:00")
    async with day.office.desk() as desk:
        [prompt_slip, handover] = await day.slips(desk)
        assert (prompt_slip.is_referral, handover.is_referral) == (False, True)
        assert handover.state == SlipState.PROPOSED
        await refused(
            known_slips.readable(desk, STAFF, handover.key, in_private=True), "slip_unknown"
        )
        await referrals.confirm(desk, DIRECTOR, handover.key)
        assert await referral_notes.confirmed(desk, await day.owed(desk)) is not None
        [line] = (await dossier(desk, await day.owed(desk))).slips
        assert (line.mark, line.title) == ("📝", "提示单")
    await day.deliver()
    [document] = await told(day, LEADERS["discipline_commission"], DeliveryKind.REFERRAL)
    assert "昌污指送〔2026〕1号" in document


async def test_each_slip_says_what_follows_it(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        ladder = desk.plan.ladder("report")
        said_after = [
            step_words.warning(desk, ladder, step, None)
            for step in ("nudge", "office_told", "told_of", "handover")
        ]
    assert said_after == [
        "",
        "逾期未报送且无正当理由的，将下发提示单。",
        "逾期未整改落实到位（报送）的，按有关规定办理。",
        "",
    ]


async def test_a_slip_that_reached_nobody_goes_back_to_the_word_before_it(day: LadderDay) -> None:
    """The word is not said a second time."""
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
    await day.deliver()
    async with day.office.desk() as desk:
        assert (await day.owed(desk)).step == "office_told"
        await lifecycle.resume(desk, await day.owed(desk))
    assert await day.tick() == ["take: prompt_slip"]


async def test_where_slips_count_again_none_is_taken_for_the_word_after_it(day: LadderDay) -> None:
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        await settling.settle(desk, await day.owed(desk), TAKEN_BACK)
        assert (await day.owed(desk)).step == "prompt_slip"


def test_english_readers_read_the_english_title(plan: Plan) -> None:
    rung = in_language(plan, "en").ladder("report").rung("prompt_slip")
    assert rung is not None
    assert rung.title == "Prompt slip"
