"""Slips and referrals as papers: what they say, and who may have them."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from messages import LOCALES
from messages.documents import letter
from messages.render import words_in
from messages.views.slips import ProblemOnSlip
from office.paperwork import slip_papers
from office.supervision import referrals
from tests.messages.documents.reading import opened, rows
from tests.office.conftest import Office
from tests.office.ladder_days import (
    DIRECTOR,
    LIAISON,
    STAFF,
    prompted_day,
    proposed_day,
)
from tests.office.signers import refused


async def test_a_slip_says_what_is_missing_what_to_do_and_by_when(office: Office) -> None:
    day = await prompted_day(office)
    await day.advance_to("12:30")
    async with office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        paper = await slip_papers.paper_of(desk, STAFF, slip.key, in_private=False)
        view = await slip_papers.letter_of(desk, slip)
    assert (paper.craft, paper.name) == ("letter", f"{view.title} {slip.serial}.docx")
    assert view.serial == slip.serial
    assert (view.issuer, view.signature) == (office_name := view.printed_by, office_name)
    assert view.date == "2026年12月2日"
    [first, task, limit, then] = view.sections
    assert "应于2026年12月2日12时前报送，未按时报送" in first.paragraphs[0]
    assert (task.heading, limit.heading, then.heading) == (
        "一、整改任务",
        "二、整改时限",
        "三、逾期处理",
    )
    assert task.paragraphs == (f"补报{slip.matter}。",)
    assert "书面报告整改落实情况" in limit.paragraphs[0]
    assert (view.mark, view.annexes) == ("", ())


async def test_in_english_it_says_nothing_in_chinese_but_names(office: Office) -> None:
    day = await prompted_day(office)
    await day.advance_to("12:30")
    async with office.desk() as desk:
        desk.words = words_in("en", desk.plan.zone)
        slip = (await day.slips(desk))[-1]
        view = await slip_papers.letter_of(desk, slip)
    assert view.sections[0].paragraphs[0].startswith("Your agency did not hand in the following")
    assert [one.heading for one in view.sections[1:]] == [
        "1. What to do",
        "2. By when",
        "3. What follows otherwise",
    ]
    named = replace(view, issuer="", serial="", addressee="", copied_to="X", signature="")
    printed = opened(letter.make(replace(named, printed_by="")))
    text = "".join(one.text for one in printed.paragraphs if one.style.name != "标题")
    rest = "".join(cell for row in rows(printed) for cell in row)
    assert "Copy to: X." in rest
    assert "Printed 2 Dec 2026" in rest
    # It is called as the plan called it when it was owed.
    assert (text + rest).replace(slip.matter, "").isascii(), text + rest


async def test_nobody_has_the_paper_of_what_they_may_not_read(office: Office) -> None:
    day = await proposed_day(office)
    async with office.desk() as desk:
        yellow, referral = await day.slips(desk)
        asked = slip_papers.paper_of(desk, LIAISON, yellow.key, in_private=False)
        await refused(asked, "reader_only")
        # What is only proposed is no paper yet, and in a group nobody reads of it.
        proposed = slip_papers.paper_of(desk, DIRECTOR, referral.key, in_private=True)
        await refused(proposed, "button_obsolete")


async def test_a_referral_is_addressed_to_its_receiver_and_brings_the_record(
    office: Office,
) -> None:
    day = await proposed_day(office)
    async with office.desk() as desk:
        referral = (await day.slips(desk))[-1]
        await referrals.confirm(desk, DIRECTOR, referral.key)
        paper = await slip_papers.paper_of(desk, DIRECTOR, referral.key, in_private=True)
        view = await slip_papers.letter_of(desk, referral)
    assert view.addressee == "市纪委监委"
    assert paper.name.startswith("问题线索移交函")
    assert view.enclosed == ("督办全过程记录",)
    [annex] = view.annexes
    assert any(line.startswith("黄色提示单") for line in annex.paragraphs)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_problem_without_a_place_leaves_no_gap_in_the_papers(locale: str) -> None:
    words = words_in(locale, "Asia/Shanghai")
    due_at = datetime(2026, 12, 2, 4, tzinfo=UTC)
    problem = ProblemOnSlip("昌污指问〔2026〕1号", "", "", "裸土未苫盖", "立即苫盖", None, "")
    for found in (problem, replace(problem, where="三期工地")):
        said = SimpleNamespace(you="贵单位", agency="市住建局", due_at=due_at, problem=found)
        reason = words.plain("paper_slip_reason", said=said)
        referral = words.plain("paper_referral_text", record=said, rules="")
        for text in (reason, referral):
            assert "裸土未苫盖" in text
            assert not {"，：", "(: "} & {text[at : at + 2] for at in range(len(text))}
            assert ("三期工地" in text) is (found is not problem)
