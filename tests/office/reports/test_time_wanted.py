"""The offer of 申请延期 to whoever asks for time in words alone."""

from datetime import UTC, date, datetime, timedelta

from messages.keyboards import from_json
from messages.render import words_in
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import prompts
from office.post import Place
from office.reports import extensions, time_wanted
from office.reports.message_parts import Incoming
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.occasions import of_day
from storage.owed import obligations as stored_obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.owed.reports import PartKind
from storage.roster import chats
from storage.subjects import Subject
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
LIAISON, COLLEAGUE = Actor(5001, "李某"), Actor(5002, "科员")
GROUP = OFFICE_CHAT - 1
A_DAY = timedelta(days=1)
REASON = "现场核查未结束"


async def asked_of(desk: Desk, alert_id: int, day: int) -> Obligation:
    await prompts.send_daily(desk, alert_id)
    kind, which = ObligationKind.DAILY, of_day(date(2026, 12, day))
    [first, *_] = await stored_obligations.of_occasion(desk.session, alert_id, kind, which)
    return first


async def says(desk: Desk, owed: Obligation, who: Actor) -> list[Delivery]:
    """Let somebody ask for time in the group; return the offers about this so far."""
    chat = await chats.chat_at(desk.session, GROUP)
    assert chat is not None
    said = Incoming(
        chat_id=GROUP,
        message_id=900,
        sent_by=who.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="请延期",
    )
    await time_wanted.offer(desk, Place.of(chat), owed.agency, said)
    about = await outbox.deliveries_about(desk.session, Subject.of(owed))
    return [row for row in about if (row.dedupe_key or "").startswith("delay_offered")]


async def test_each_person_is_offered_it_once_and_each_thing_by_its_name(office: Office) -> None:
    office.pass_time(A_DAY)
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        await bind_groups(desk, [desk.plan.agencies[0].id])
        first = await asked_of(desk, alert.key, 1)
        [offer] = await says(desk, first, LIAISON)
        assert await says(desk, first, LIAISON) == [offer]
        assert len(await says(desk, first, COLLEAGUE)) == 2
        assert "如需延期报送" in offer.text
        assert [[one.label for one in row] for row in from_json(offer.keyboard)] == [["申请延期"]]
    office.pass_time(A_DAY)
    async with office.desk() as desk:
        second = await asked_of(desk, alert.key, 2)
        *_, both = await says(desk, first, LIAISON)
        assert "请按该事项的按钮" in both.text
        labels = [row[0].label for row in from_json(both.keyboard)]
        assert labels == ["12月1日应急响应工作日报", "12月2日应急响应工作日报"]
        # What waits for the office is not asked for again.
        await extensions.ask(desk, LIAISON, first.agency, first.key, REASON)
        desk.words = words_in("en", desk.plan.zone)
        [rest] = await says(desk, second, LIAISON)
        assert "press “Ask for more time”" in rest.text
        await extensions.ask(desk, LIAISON, second.agency, second.key, REASON)
        assert await says(desk, second, COLLEAGUE) == [rest]


async def test_what_is_practised_is_offered_by_itself(office: Office) -> None:
    """Its message is marked, and the one about what is real goes whatever became of that."""
    office.pass_time(A_DAY)
    async with office.desk() as desk:
        drill = await alert_in_force(desk, since=START, drill=True)
        alert = await alert_in_force(desk, since=START)
        await bind_groups(desk, [desk.plan.agencies[0].id])
        practised = await asked_of(desk, drill.key, 1)
        real = await asked_of(desk, alert.key, 1)
        assert practised.agency == real.agency
        [offer] = await says(desk, real, LIAISON)
        [marked] = await says(desk, practised, LIAISON)
        assert (offer.drill, marked.drill) == (False, True)
        assert offer.text.count("工作日报") == marked.text.count("工作日报") == 1
