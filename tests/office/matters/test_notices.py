"""What a notice says, and what is refused before it goes."""

import pytest

from office.decisions import draft_turns, drafts
from office.desk import Desk
from office.matters import measures
from office.matters.notices import NoticeTerms
from office.matters.order_texts import matter_title, order_text
from storage.decisions.matters import MatterKind
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, LIAISON, STAFF, appoint, refused

TEXT = "据市气象局预报，今夜有扬沙。"


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def test_the_plan_gives_the_advice(desk: Desk) -> None:
    draft = await drafts.draft_saying(desk, STAFF, HERE, NoticeTerms(24, TEXT))
    text = await order_text(desk, draft)
    plan = await desk.plan_of(draft)
    for part in (TEXT, plan.dust.hazard, *plan.dust.advice, "自发布时起24小时"):
        assert part in text
    assert matter_title(desk, plan, draft) == "沙尘天气健康提示"
    assert NoticeTerms.of(draft) == NoticeTerms(24, TEXT)


@pytest.mark.parametrize(
    ("hours", "text", "key"),
    [
        (0, TEXT, "hours_out_of_range"),
        (24, "。", "notice_text_missing"),
        (24, "沙" * 501, "notice_text_too_long"),
    ],
)
async def test_what_cannot_be_issued_is_refused(
    desk: Desk, hours: int, text: str, key: str
) -> None:
    await refused(drafts.draft_saying(desk, STAFF, HERE, NoticeTerms(hours, text)), key)


async def test_a_forged_press_asks_for_measures_under_it(desk: Desk) -> None:
    draft = await drafts.draft_saying(desk, STAFF, HERE, NoticeTerms(24, TEXT))
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    await refused(measures.others(desk, "gongan", draft.key), "button_obsolete")


async def test_only_the_office_opens_one(desk: Desk) -> None:
    await refused(drafts.draft_saying(desk, LIAISON, HERE, NoticeTerms(24, TEXT)), "office_only")
    with pytest.raises(Exception, match="office_only"):
        draft_turns.require_opener(desk, LIAISON, MatterKind.NOTICE)
