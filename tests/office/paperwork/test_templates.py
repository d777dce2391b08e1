"""Which template a paper is made with, who replaces it, and what is said of one that is wrong."""

from dataclasses import fields
from typing import Any

import pytest
from sqlmodel import select

from messages.documents import making, trial
from messages.documents.trial import Trial
from messages.render import words_in
from office.bodies import people
from office.desk import Desk
from office.paperwork import printing, templates
from office.paperwork.examples import EXAMPLES
from office.paperwork.printing import Paperwork, SentTo
from office.paperwork.templates import KeptTemplate
from office.plan.model import Plan
from office.plan.serials import SerialKind
from office.post import Place
from office.refusal import Refusal
from storage.delivery import wanted_files
from storage.delivery.outbox import Delivery
from storage.delivery.wanted_files import WantedFile
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject, SubjectKind
from storage.upkeep import named_files
from tests.harness.plans import with_official_forms
from tests.office.conftest import Enrol, Office
from tests.office.ladder_days import DIRECTOR, STAFF
from tests.office.signers import refused

OWN = KeptTemplate("a" * 64, 20_000, "我局格式.docx")
OTHER = KeptTemplate("b" * 64, 20_000, "新格式.docx")
SUBJECT = Subject(SubjectKind.SLIP, 7)
READER = SentTo(Place(-1), "督办单")


async def wanted(desk: Desk, template: str | None = None) -> WantedFile:
    paper = Paperwork("letter", {"title": template or ""}, "督办单.docx", SUBJECT, template)
    await printing.send_again(desk, paper, READER)
    return (await wanted_files.about(desk.session, SUBJECT, "letter"))[-1]


async def told_of_a_loss(desk: Desk) -> list[str]:
    queued = (await desk.session.exec(select(Delivery))).all()
    return [one.text for one in queued if "改用自带模板" in one.text]


async def test_the_newest_row_says_what_papers_are_made_with(office: Office) -> None:
    async with office.desk() as desk:
        ours = making.template_hash(making.template("letter"))
        assert await templates.in_force(desk, "letter") == ours
        await refused(templates.restore(desk, DIRECTOR, "letter"), "template_is_ours")
        first = await templates.put(desk, DIRECTOR, "letter", OWN)
        assert (await wanted(desk)).template_sha256 == OWN.sha256
        assert (await wanted(desk, "b" * 64)).template_sha256 == "b" * 64
        assert await templates.in_force(desk, "assessment") != OWN.sha256
        assert OWN.name in {one.called for one in await named_files.named(desk.session)}
        back = await templates.restore(desk, DIRECTOR, "letter")
        assert (first.version, back.version, back.sha256) == (1, 2, None)
        assert await templates.in_force(desk, "letter") == ours


async def test_only_the_director_replaces_a_template(office: Office) -> None:
    async with office.desk() as desk:
        await refused(templates.put(desk, STAFF, "letter", OWN), "template_head_only")
        await refused(templates.restore(desk, STAFF, "letter"), "template_head_only")
        assert [one.version for one in await templates.lines(desk)] == [0, 0, 0, 0]
        await people.remember(desk, DIRECTOR)
        await templates.put(desk, DIRECTOR, "letter", OWN)
        line = await templates.line(desk, "letter")
    assert (line.version, line.by) == (1, DIRECTOR.name)


async def test_what_is_lost_is_told_once_of_each_template(office: Office, enrol: Enrol) -> None:
    async with office.desk() as desk:
        await enrol(desk, CodeFor.OFFICE, "office", chat_id=-1, user_id=1)
        for one in (OWN, OTHER):
            await templates.put(desk, DIRECTOR, "letter", one)
        for _ in range(2):
            await templates.tell_lost(desk, "letter", OWN.sha256)
        await templates.tell_lost(desk, "letter", OTHER.sha256)
        queued = await told_of_a_loss(desk)
    assert len(queued) == 2


async def test_one_of_ours_that_an_upgrade_replaced_is_no_loss(
    office: Office, enrol: Enrol
) -> None:
    async with office.desk() as desk:
        await enrol(desk, CodeFor.OFFICE, "office", chat_id=-1, user_id=1)
        await templates.put(desk, DIRECTOR, "official_form", OWN)
        await templates.tell_lost(desk, "letter", OWN.sha256)
        await templates.tell_lost(desk, "official_form", "c" * 64)
        assert await told_of_a_loss(desk) == []


async def test_no_other_kind_of_paper_is_known() -> None:
    with pytest.raises(Refusal):
        templates.require_known("ledger")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", EXAMPLES)
async def test_an_example_says_something_in_every_field_and_ours_shows_all_of_it(
    office: Office, plan: Plan, kind: str, language: str
) -> None:
    async with office.desk() as desk:
        desk.words = words_in(language, desk.plan.zone)
        plain, desk.plan = EXAMPLES[kind](desk), with_official_forms(plan)
        example = EXAMPLES[kind](desk)
        listed = templates.placeholders(desk, kind)
    for view in (plain, example):
        assert all(getattr(view, one.name) for one in fields(view))
        assert trial.make(Trial(kind, making.template(kind), view)).startswith(b"PK")
    assert [one.name for one in listed] == [one.name for one in fields(example)]
    assert [one.required for one in listed].count(False) > 0


async def test_the_example_of_a_slip_has_the_number_of_a_slip(office: Office) -> None:
    async with office.desk() as desk:
        example = EXAMPLES["letter"](desk)
        steps = ("reminder", "yellow", "orange", "red", "referral")
        slips = {desk.plan.serial(step, 2026, 1) for step in steps}
        assert getattr(example, "serial", "") in slips
        kept = {kind: text for kind, text in desk.plan.serials.items() if kind in {*SerialKind}}
        desk.plan = desk.plan.model_copy(update={"serials": kept})
        assert EXAMPLES["letter"](desk) != example


WHERE = {"where": "编号{{ number }}号"}
FAULTS: dict[str, dict[str, Any]] = {
    "template_send_docx": {},
    "template_too_big": {},
    "template_slow": {},
    "template_no_document": {},
    "template_old_or_locked": {},
    "template_macros": {},
    "template_embedded": {"name": "word/embeddings/a.xlsx"},
    "template_external": {"what": "http://example.org/a.png"},
    "template_unknown": {"name": "number", **WHERE},
    "template_missing": {"names": ["serial", "rows"]},
    "template_unmarked": {},
    "template_forbidden": {"name": "include", **WHERE},
    "template_unclosed": {"name": "for", **WHERE},
    "template_tag": {"name": "endfor", **WHERE},
    "template_broken": WHERE,
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", FAULTS)
async def test_what_is_wrong_with_a_template_is_one_sentence(
    office: Office, key: str, language: str
) -> None:
    async with office.desk() as desk:
        desk.words = words_in(language, desk.plan.zone)
        refusal = templates.refusal(desk, key, FAULTS[key])
        said = desk.words.plain(refusal.key, **refusal.facts)
    for value in FAULTS[key].values():
        named = value if isinstance(value, str) else "、".join(f"{{{{ {one} }}}}" for one in value)
        assert all(part in said for part in named.split("、"))
    assert said.endswith(("。", "."))


async def test_a_message_without_a_file_is_asked_for_one(office: Office) -> None:
    async with office.desk() as desk:
        assert templates.refusal(desk, "", {}).key == "template_send_docx"
