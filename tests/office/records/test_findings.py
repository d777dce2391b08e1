"""Findings: filed by auditors alone, numbered where the plan has a series, noted once."""

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.records import findings
from storage.supervision import findings as store
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import STAFF, appoint, edits, refused, said

AUDITOR = Actor(9, "督查员", ("auditor",))
TEXT = "工地甲仍在土方作业，建议住建局核查。"


@pytest.fixture
async def office_desk(desk: Desk) -> Desk:
    await appoint(desk, STAFF, AUDITOR)
    await bind_groups(desk, ())
    return desk


async def test_without_a_series_it_has_no_number(office_desk: Desk) -> None:
    filed = await findings.file(office_desk, AUDITOR, f"  {TEXT}\n")
    assert (filed.serial, filed.text, filed.position) == (None, TEXT, "auditor")
    [card] = await said(office_desk, OFFICE_CHAT)
    assert TEXT in card.text


async def test_with_a_series_it_is_numbered(office_desk: Desk) -> None:
    serials = {**office_desk.plan.serials, "finding": "昌污督查〔{year}〕{n}号"}
    office_desk.plan = office_desk.plan.model_copy(update={"serials": serials})
    filed = await findings.file(office_desk, AUDITOR, TEXT)
    assert filed.serial == "昌污督查〔2026〕1号"


@pytest.mark.parametrize(
    ("text", "key"), [("", "finding_says_nothing"), ("甲" * 1501, "finding_too_long")]
)
async def test_what_says_nothing_or_too_much_is_refused(
    office_desk: Desk, text: str, key: str
) -> None:
    await refused(findings.file(office_desk, AUDITOR, text), key)


async def test_the_office_files_none(office_desk: Desk) -> None:
    assert not findings.may_file(office_desk, STAFF)
    await refused(findings.file(office_desk, STAFF, TEXT), "finding_by_auditors_only")


async def test_it_is_noted_once_and_the_auditor_is_told(office_desk: Desk) -> None:
    filed = await findings.file(office_desk, AUDITOR, TEXT * 3)
    await refused(findings.take_note(office_desk, AUDITOR, filed.key), "office_only")
    await refused(findings.take_note(office_desk, STAFF, 99), "button_obsolete")
    await findings.take_note(office_desk, STAFF, filed.key)
    assert await store.unnoted(office_desk.session, office_desk.jurisdiction) == []
    [edit] = await edits(office_desk, OFFICE_CHAT)
    assert "已阅知：值班员" in edit.text
    [told] = await said(office_desk, AUDITOR.user_id)
    assert told.text.endswith("…")
    await refused(findings.take_note(office_desk, STAFF, filed.key), "finding_noted_already")


async def test_the_list_has_the_newest_first(office_desk: Desk) -> None:
    for text in ("第一件事实", "第二件事实"):
        await findings.file(office_desk, AUDITOR, text)
    listed = await findings.listed(office_desk, STAFF)
    assert [one.text for one in listed] == ["第二件事实", "第一件事实"]
    await refused(findings.listed(office_desk, AUDITOR), "office_only")
