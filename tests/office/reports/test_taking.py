"""Taking reports: what is kept, what is answered, what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from office.bodies.people import Actor, actor
from office.desk import Desk
from office.obligations import prompts, report_buttons
from office.obligations.owed import due
from office.post import Place
from office.refusal import Refusal
from office.reports import acknowledging, holding, message_parts, taking
from office.reports.message_parts import FILE_LIMIT_BYTES, Incoming, IncomingFile
from office.reports.taking import Taken
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed import reports as stored
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.reports import FileState, PartKind
from storage.subjects import Subject
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, sent

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
LIAISON = Actor(5001, "李某")


@pytest.fixture
async def owed(office: Office) -> Obligation:
    """What the first agency owes at 08:00 for the day before."""
    office.pass_time(timedelta(days=1))
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        await bind_groups(desk, [agency_of(desk)])
        await prompts.send_daily(desk, alert.key)
        rows = await obligations.of_occasion(
            desk.session, alert.key, ObligationKind.DAILY, of_day(date(2026, 12, 1))
        )
        return rows[0]


def agency_of(desk: Desk) -> str:
    return desk.plan.agencies[0].id


GROUP = OFFICE_CHAT - 1
PLACE = Place(GROUP)


def message(message_id: int, text: str = "已落实", **options: object) -> Incoming:
    facts: dict[str, object] = {
        "chat_id": GROUP,
        "message_id": message_id,
        "sent_by": LIAISON.user_id,
        "sent_at": START,
        "kind": PartKind.TEXT,
        "text": text,
    }
    return Incoming.model_validate({**facts, **options})


def photo(message_id: int, album: str | None = None, size: int = 1000) -> Incoming:
    file = IncomingFile(file_id=f"f{message_id}", file_unique_id=f"u{message_id}", size=size)
    return message(message_id, "", kind=PartKind.PHOTO, media_group_id=album, file=file)


async def take(desk: Desk, owed: Obligation, *items: Incoming) -> Taken:
    who = await actor(desk, LIAISON.user_id, LIAISON.name)
    taken = await taking.receive(desk, who, owed.agency, owed.key, items)
    assert taken is not None
    await acknowledging.acknowledge(desk, PLACE, taken)
    return taken


async def answers(desk: Desk) -> list[Delivery]:
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, GROUP)
    return [row for row in rows if row.kind == "answer"]


async def test_the_first_message_meets_the_obligation(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        taken = await take(desk, owed, message(1))
        [answer] = await answers(desk)
    assert taken.obligation.state == ObligationState.MET
    assert taken.report.serial == "昌污报〔2026〕1号"
    assert not taken.report.late
    assert "已收到" in answer.text
    assert "昌污报〔2026〕1号" in answer.text
    assert "文字1段" in answer.text
    assert "按时报送" in answer.text
    assert answer.subject == Subject.of(owed)
    assert answer.reply_to == 1


async def test_after_the_deadline_it_is_taken_and_marked(office: Office, owed: Obligation) -> None:
    office.pass_time(timedelta(hours=4, minutes=35))
    async with office.desk() as desk:
        taken = await take(desk, owed, message(1))
        [answer] = await answers(desk)
    assert taken.obligation.state == ObligationState.MET_LATE
    assert taken.report.late
    assert "逾期35分钟" in answer.text


async def test_at_the_deadline_it_is_in_time(office: Office, owed: Obligation) -> None:
    office.pass_time(timedelta(hours=4))
    async with office.desk() as desk:
        assert not (await take(desk, owed, message(1))).report.late


async def test_a_later_message_adds_to_the_same_report(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        first = await take(desk, owed, message(1))
        second = await take(desk, owed, photo(2))
        answer = (await answers(desk))[-1]
    assert second.report.key == first.report.key
    assert "已补充" in answer.text
    assert "文字1段、照片1张" in answer.text


async def test_the_same_message_again_changes_nothing(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1))
        again = await taking.receive(desk, LIAISON, owed.agency, owed.key, [message(1)])
    assert again is None


async def test_an_edit_is_a_new_version(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        taken = await take(desk, owed, message(1, "已落石"))
        edited = await taking.revise(desk, owed.agency, message(1, "已落实"))
        assert edited is not None
        await acknowledging.acknowledge(desk, PLACE, edited)
        parts = await stored.parts(desk.session, taken.report.key)
        answer = (await answers(desk))[-1]
    assert [(part.version, part.text) for part in parts] == [(1, "已落石"), (2, "已落实")]
    assert "已更正" in answer.text
    assert "文字1段" in answer.text


async def test_a_message_that_comes_after_its_edit(office: Office, owed: Obligation) -> None:
    """It is kept as the first version, once, and its edit stays what counts."""
    first, edit = message(1, "已落石"), message(1, "已落实", edited_at=START)
    async with office.desk() as desk:
        assert not await taking.complete(desk, owed.agency, first)
        taken = await take(desk, owed, edit, message(2, "附件稍后"))
        for item in (first, first, message(2, "附件稍后"), edit):
            assert await taking.complete(desk, owed.agency, item)
        assert not await taking.complete(desk, "jiwei", first)
        parts = await stored.parts(desk.session, taken.report.key)
    said = [(part.version, part.text) for part in parts]
    assert said == [(2, "已落实"), (1, "附件稍后"), (1, "已落石")]
    assert [part.text for part in stored.newest_versions(parts)] == ["已落实", "附件稍后"]


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(message(1), id="the same words, as when a link gets its preview"),
        pytest.param(message(99), id="a message that is of no report"),
    ],
)
async def test_an_edit_that_is_none(office: Office, owed: Obligation, item: Incoming) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1))
        assert await taking.revise(desk, owed.agency, item) is None


async def test_a_group_bound_to_another_agency_edits_no_report_of_the_first(
    office: Office, owed: Obligation
) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1, "已落石"))
        assert await taking.revise(desk, "jiwei", message(1, "改写")) is None


async def test_a_live_location_is_kept_as_it_began(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1, "44.0,87.3", kind=PartKind.LOCATION))
        moved = message(1, "44.1,87.3", kind=PartKind.LOCATION)
        assert await taking.revise(desk, owed.agency, moved) is None


async def test_an_album_is_answered_once(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        for number in (1, 2, 3):
            await take(desk, owed, photo(number, album="a"))
        [answer] = await answers(desk)
    assert "照片3张" in answer.text
    assert "已收到" in answer.text
    assert answer.next_try_at == office.now + acknowledging.ALBUM_PAUSE


async def test_late_items_of_an_album_edit_its_answer(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, photo(1, album="a"))
        [answer] = await answers(desk)
        await sent(desk, answer, 500)
        await take(desk, owed, photo(2, album="a"))
        [edit] = await answers(desk)
    assert edit.action == Action.EDIT
    assert edit.target_id == answer.key
    assert "照片2张" in edit.text


async def test_an_album_is_known_by_any_of_its_items(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, photo(1, album="a"))
        assert await taking.obligation_begun(desk, photo(2, album="a")) == owed.key
        assert await taking.obligation_begun(desk, photo(3, album="b")) is None
        assert await taking.obligation_begun(desk, message(4)) is None


async def test_a_file_waits_for_the_archive(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        [part] = (await take(desk, owed, photo(1))).parts
    assert (part.file_id, part.file_state) == ("f1", FileState.WAITING)
    assert part.next_try_at == office.now


async def test_a_file_over_20_mb_stays_by_its_id(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        [part] = (await take(desk, owed, photo(1, size=FILE_LIMIT_BYTES + 1))).parts
        [answer] = await answers(desk)
        rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT)
    assert (part.file_id, part.file_state) == ("f1", FileState.TOO_LARGE)
    assert part.next_try_at is None
    assert "20MB" in answer.text
    assert any("20MB" in row.text for row in rows)


async def test_whoever_reports_becomes_a_liaison(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1))
        await take(desk, owed, message(2))
        known = await actor(desk, LIAISON.user_id, LIAISON.name)
    assert known.agencies == (owed.agency,)


async def test_the_record_has_no_text_of_the_report(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1, "机密内容"))
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=500)
    written = [entry for entry in entries if entry.action == "report_received"]
    assert len(written) == 1
    assert "机密内容" not in str([entry.detail for entry in entries])


async def test_markup_in_what_is_shown_is_escaped(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1, "<b>&" * 1000))
        [answer] = await answers(desk)
    assert "<b>&" not in answer.text


async def refused(desk: Desk, agency: str, obligation_id: int) -> str:
    with pytest.raises(Refusal) as refusal:
        await taking.receive(desk, LIAISON, agency, obligation_id, [message(1)])
    return refusal.value.key


async def test_only_what_the_agency_owes(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        other = desk.plan.agencies[1].id
        assert await refused(desk, owed.agency, 404) == "report_not_yours"
        assert await refused(desk, other, owed.key) == "report_not_yours"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("kind", ObligationKind.RECEIPT, "report_is_receipt"),
        ("state", ObligationState.SUPERSEDED, "report_superseded"),
    ],
)
async def test_what_takes_no_report(
    office: Office, owed: Obligation, column: str, value: str, reason: str
) -> None:
    async with office.desk() as desk:
        row = await obligations.obligation(desk.session, owed.key)
        setattr(row, column, value)
        assert await refused(desk, owed.agency, owed.key) == reason


async def test_an_exercise_that_ended_was_replaced_by_nothing(
    office: Office, owed: Obligation
) -> None:
    async with office.desk() as desk:
        row = await obligations.obligation(desk.session, owed.key)
        assert row is not None
        row.state, row.drill = ObligationState.SUPERSEDED, True
        assert await refused(desk, owed.agency, owed.key) == "exercise_report_superseded"


async def test_what_is_held_is_taken_by_one_press(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        anonymous = photo(1, album="a").model_copy(update={"sent_by": None})
        await holding.hold(desk, PLACE, [anonymous], [owed], "report_who")
        assert await holding.join(desk, photo(2, album="a"))
        assert not await holding.join(desk, photo(3, album="b"))
        assert not await holding.join(desk, message(4))
        [question] = await answers(desk)
        assert question.keyboard is not None
        verb, held, obligation = question.keyboard[0][0]["data"].split(":")
        items = await holding.release(desk, PLACE, int(held))
        with pytest.raises(Refusal, match="report_taken_already"):
            await holding.release(desk, PLACE, int(held))
        taken = await take(desk, owed, *items)
    assert (verb, obligation) == ("rtake", str(owed.key))
    assert [part.message_id for part in taken.parts] == [1, 2]
    assert taken.parts[0].sent_by == LIAISON.user_id


async def test_what_is_held_is_reworded(office: Office, owed: Obligation) -> None:
    """It keeps its time, and its older wording changes nothing if it comes late."""
    first = message(1, "已落石")
    place = message(2, "44,87", kind=PartKind.LOCATION)
    async with office.desk() as desk:
        await holding.hold(desk, PLACE, [message(8)], [owed], "report_which")
        await holding.hold(desk, PLACE, [first, place], [owed], "report_which")
        edit = first.model_copy(update={"text": "已落实", "edited_at": START, "sent_by": 1})
        assert await holding.reword(desk, edit)
        assert await holding.reword(desk, place.model_copy(update={"text": "45,88"}))
        assert await holding.join(desk, first)
        assert not await holding.reword(desk, message(9))
        question = (await answers(desk))[-1]
        assert question.keyboard is not None
        held = int(question.keyboard[0][0]["data"].split(":")[1])
        items = await holding.release(desk, PLACE, held)
    assert [(item.text, item.sent_by) for item in items] == [
        ("已落实", LIAISON.user_id),
        ("44,87", LIAISON.user_id),
    ]


async def test_what_is_held_is_of_its_own_chat(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await holding.hold(desk, PLACE, [message(1)], [owed], "report_which")
        [question] = await answers(desk)
        assert question.keyboard is not None
        held = int(question.keyboard[0][0]["data"].split(":")[1])
        for place, dialogue in ((Place(-5), held), (PLACE, held + 1)):
            with pytest.raises(Refusal, match="button_obsolete"):
                await holding.release(desk, place, dialogue)


async def test_what_begins_nothing(office: Office, owed: Obligation) -> None:
    """A single photo, a text before any report, a text after a photo."""
    async with office.desk() as desk:
        assert await taking.obligation_begun(desk, photo(1)) is None
        assert await taking.obligation_begun(desk, message(2)) is None
        await take(desk, owed, photo(3))
        assert await taking.obligation_begun(desk, message(4)) is None


async def test_a_caption_counts_as_text(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, photo(1).model_copy(update={"text": "现场"}))
        [answer] = await answers(desk)
    assert "文字1段、照片1张" in answer.text


async def test_whether_a_message_is_a_part_of_ones_own_report(
    office: Office, owed: Obligation
) -> None:
    async with office.desk() as desk:
        await take(desk, owed, message(1))
        another = desk.plan.agencies[1].id
        assert await taking.is_part(desk, owed.agency, GROUP, 1)
        assert not await taking.is_part(desk, owed.agency, GROUP, 2)
        assert not await taking.is_part(desk, another, GROUP, 1)


async def begun(desk: Desk, item: Incoming) -> int | None:
    return await taking.obligation_begun(desk, item)


async def test_the_rest_of_a_long_text_belongs_to_its_report(
    office: Office, owed: Obligation
) -> None:
    """It has to be text from the person who wrote the first half."""
    async with office.desk() as desk:
        rest = message(2, "其余各项")
        assert await begun(desk, rest) is None
        await take(desk, owed, message(1, "措施" * 2000))
        assert await begun(desk, rest) == owed.key
        assert await begun(desk, message(2, "别的", sent_by=1)) is None
        assert await begun(desk, photo(3)) is None


async def test_the_rest_of_an_album_belongs_to_its_report(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await take(desk, owed, photo(1, "album"))
        assert await begun(desk, photo(2, "album")) == owed.key
        assert await begun(desk, photo(3, "another")) is None


async def next_day(office: Office, owed: Obligation) -> Obligation:
    """What the same agency owes a day later."""
    office.pass_time(timedelta(days=1))
    async with office.desk() as desk:
        await prompts.send_daily(desk, owed.matter_id)
        occasion = of_day(date(2026, 12, 2))
        rows = await obligations.of_occasion(
            desk.session, owed.matter_id, ObligationKind.DAILY, occasion
        )
        return rows[0]


async def test_what_went_to_one_day_goes_to_another_as_well(
    office: Office, owed: Obligation
) -> None:
    """Only the album goes there, once, with the time at which it was written."""
    later = await next_day(office, owed)
    written_at = office.now
    office.pass_time(timedelta(minutes=10))
    shots = [photo(n, "a").model_copy(update={"sent_at": written_at}) for n in (1, 2)]
    async with office.desk() as desk:
        first = await take(desk, owed, *shots, message(3))
        part = first.parts[0]
        second = await taking.also(desk, LIAISON, owed.agency, part.key, later.key)
        again = await taking.also(desk, LIAISON, owed.agency, part.key, later.key)
        assert second is not None
        kept = await stored.parts(desk.session, first.report.key)
    assert again is None
    assert second.report.obligation_id == later.key
    assert (second.report.submitted_at, second.report.late) == (written_at, False)
    assert [(one.message_id, one.file_id) for one in second.parts] == [(1, "f1"), (2, "f2")]
    assert [one.message_id for one in kept] == [1, 2, 3]


async def test_a_single_message_goes_to_another_day_as_it_reads_now(
    office: Office, owed: Obligation
) -> None:
    later = await next_day(office, owed)
    async with office.desk() as desk:
        taken = await take(desk, owed, message(1, "已落石"), message(2))
        await taking.revise(desk, owed.agency, message(1, "已落实", edited_at=office.now))
        await take(desk, later, message(5))
        [part, _] = taken.parts
        added = await taking.also(desk, LIAISON, owed.agency, part.key, later.key)
        assert added is not None
        rows = await stored.parts(desk.session, added.report.key)
    assert not added.is_first
    assert [(one.message_id, one.text) for one in rows] == [(5, "已落实"), (1, "已落实")]


async def test_whose_parts_go_to_another_day(office: Office, owed: Obligation) -> None:
    later = await next_day(office, owed)
    async with office.desk() as desk:
        another = desk.plan.agencies[1].id
        part = (await take(desk, owed, message(1))).parts[0]
        for agency, part_id, to in (
            (owed.agency, 404, later.key),
            (another, part.key, later.key),
            (owed.agency, part.key, 404),
        ):
            with pytest.raises(Refusal, match="report_not_yours"):
                await taking.also(desk, LIAISON, agency, part_id, to)
        assert await stored.report_of(desk.session, later.key) is None


async def test_what_its_sender_reports_on_at_the_moment(office: Office, owed: Obligation) -> None:
    within = timedelta(minutes=5)

    async def going_on(item: Incoming, agency: str = owed.agency) -> int | None:
        return await taking.being_sent(desk, agency, item, within)

    async with office.desk() as desk:
        rest = message(2, sent_at=START + within)
        assert await going_on(rest) is None
        taken = await take(desk, owed, message(1))
        assert await going_on(rest) == owed.key
        assert await going_on(message(2, sent_at=START + within + timedelta(seconds=1))) is None
        assert await going_on(message(2, sent_by=None)) is None
        assert await going_on(message(2, sent_by=1)) is None
        assert await going_on(rest, desk.plan.agencies[1].id) is None
        taken.report.withdrawn_at = office.now
        assert await going_on(rest) is None


async def test_loose_words_are_added_to_what_their_sender_said(
    office: Office, owed: Obligation
) -> None:
    within = timedelta(minutes=2)
    soon = message(2, "其余各项", sent_at=START + within)
    async with office.desk() as desk:
        assert not await holding.is_asked(desk, soon)
        await holding.hold(desk, PLACE, [message(8)], [owed], "report_which")
        assert not await holding.is_asked(desk, soon)
        assert not await holding.add(desk, soon, within)
        await holding.hold(desk, PLACE, [message(1)], [owed], "report_which", loose=True)
        assert await holding.is_asked(desk, soon)
        foreign = soon.model_copy(update={"sent_by": 1})
        assert not await holding.is_asked(desk, foreign)
        assert not await holding.add(desk, foreign, within)
        late = soon.model_copy(update={"sent_at": START + within + timedelta(seconds=1)})
        assert not await holding.add(desk, late, within)
        assert await holding.add(desk, soon, within)
        question = (await answers(desk))[-1]
        assert question.keyboard is not None
        held = int(question.keyboard[0][0]["data"].split(":")[1])
        items = await holding.release(desk, PLACE, held)
    assert [(item.message_id, item.text) for item in items] == [(1, "已落实"), (2, "其余各项")]


async def test_a_part_is_the_message_that_it_was(office: Office, owed: Obligation) -> None:
    place = message(3, "44.0,87.3", kind=PartKind.LOCATION)
    items = [message(1, "<b>"), photo(2, "a", size=7), place]
    async with office.desk() as desk:
        parts = (await take(desk, owed, *items)).parts
    assert [message_parts.as_incoming(part) for part in parts] == items


def test_when_a_message_counts_and_when_it_was_written() -> None:
    edited, reported = START + timedelta(minutes=1), START + timedelta(minutes=2)
    assert (message(1).counts_at, message(1).written_at) == (START, START)
    item = message(1, edited_at=edited, reported_at=reported)
    assert (item.counts_at, item.written_at) == (reported, edited)


async def test_each_button_about_a_report_names_what_it_is_about(
    office: Office, owed: Obligation
) -> None:
    async with office.desk() as desk:
        [asked] = (await due(desk, owed.agency)).items
        made = report_buttons.under_item(desk.words, asked)
        [under] = await report_buttons.under_prompt(desk, owed)
        held = report_buttons.take(desk, owed, 41)
        also = report_buttons.also(desk, owed, 42)
        [receipt] = report_buttons.receipt(desk.words, "alert", owed.order_id)
    number = owed.key
    assert [one.data for one in made] == [f"rask:{number}", f"delay:{number}"]
    assert [one.label for one in made] == ["报送12月1日应急响应工作日报", "申请延期"]
    assert [one.data for one in under] == [f"rcontent:{number}", f"delay:{number}"]
    assert [one.label for one in under] == ["查看应报内容", "申请延期"]
    assert (held.data, also.data) == (f"rtake:41:{number}", f"ralso:42:{number}")
    assert held.label == also.label == "作为12月1日应急响应工作日报报送"
    assert (receipt.label, receipt.data) == ("收到", f"got:{owed.order_id}")
