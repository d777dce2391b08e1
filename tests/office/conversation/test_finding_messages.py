"""Which message of ours somebody answers, when a copy stands there whose id nobody told us."""

import pytest

from messages.render import Message
from office import post
from office.conversation import finding_messages
from office.desk import Desk
from office.post import Place, Posting
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.scope import Scope
from storage.subjects import Subject, SubjectKind
from tests.office.conftest import Office
from tests.office.episodes import sent
from tests.office.ladder_days import prompted_day

HERE = Place(-1001)
KNOWN, COPY = 5, 4
WORDS = "请报送 12月1日\n\n日报"
HTML = "请报送 <b>12月1日</b>\n\n日报"


@pytest.fixture
async def prompt(desk: Desk) -> Delivery:
    """A prompt that was sent twice; only the id of the second copy is known."""
    row = await post.send(desk, HERE, DeliveryKind.PROMPT, Message(HTML))
    row.repeated = True
    return await sent(desk, row, KNOWN)


async def test_what_is_known_is_found_by_its_id(desk: Desk, prompt: Delivery) -> None:
    assert await finding_messages.said(desk, HERE.chat_id, KNOWN, None) is prompt


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(WORDS, True, id="the same words"),
        pytest.param("请报送12月1日 日报 ", True, id="spaced as Telegram likes"),
        pytest.param(f"〔补发〕\n{WORDS}", True, id="marked as a repeat"),
        pytest.param(f"{WORDS}，已报", False, id="more than we said"),
        pytest.param("请报送12月2日日报", False, id="another day"),
        pytest.param("", False, id="a picture without words"),
        pytest.param(None, False, id="nothing"),
    ],
)
async def test_a_copy_is_known_by_its_words(
    desk: Desk, prompt: Delivery, words: str | None, found: bool
) -> None:
    answered = await finding_messages.said(desk, HERE.chat_id, COPY, words)
    assert (answered is prompt) is found
    assert found or answered is None


async def test_what_was_given_up_as_doubtful_may_stand_there(desk: Desk) -> None:
    row = await post.send(desk, HERE, DeliveryKind.NUDGE, Message(HTML))
    assert await finding_messages.said(desk, HERE.chat_id, COPY, WORDS) is None
    row.state = DeliveryState.UNCERTAIN
    assert await finding_messages.said(desk, HERE.chat_id, COPY, WORDS) is row


async def test_of_two_that_read_alike_the_newest_is_answered(desk: Desk, prompt: Delivery) -> None:
    later = await post.send(desk, HERE, DeliveryKind.PROMPT, Message(HTML))
    later.repeated = True
    assert await finding_messages.said(desk, HERE.chat_id, COPY, WORDS) is later


async def test_each_bot_knows_its_own_words_alone(desk: Desk, prompt: Delivery) -> None:
    desk.scope = Scope(frozenset({"urumqi"}), others=False)
    assert await finding_messages.said(desk, HERE.chat_id, KNOWN, WORDS) is None
    desk.scope = Scope(frozenset({desk.jurisdiction}), others=False)
    assert await finding_messages.said(desk, HERE.chat_id, COPY, WORDS) is prompt
    assert await finding_messages.said(desk, HERE.chat_id - 1, COPY, WORDS) is None


@pytest.mark.parametrize(
    ("kind", "subject", "takes"),
    [
        pytest.param(DeliveryKind.PROMPT, SubjectKind.OBLIGATION, True, id="the prompt"),
        pytest.param(DeliveryKind.ANSWER, SubjectKind.OBLIGATION, True, id="our answer"),
        pytest.param(DeliveryKind.SLIP, SubjectKind.SLIP, True, id="the slip"),
        pytest.param(DeliveryKind.SLIP_RELAY, SubjectKind.SLIP, True, id="the slip in private"),
        pytest.param(DeliveryKind.COPY, SubjectKind.SLIP, False, id="a leader's copy"),
        pytest.param(DeliveryKind.OFFICE, SubjectKind.SLIP, False, id="the office's notice"),
        pytest.param(DeliveryKind.ALERT, SubjectKind.ORDER, False, id="the alert"),
        pytest.param(DeliveryKind.ANSWER, None, False, id="about nothing"),
    ],
)
async def test_a_reply_to_what_asks_for_a_report_answers_it(
    office: Office, kind: DeliveryKind, subject: SubjectKind | None, takes: bool
) -> None:
    day = await prompted_day(office)
    await day.advance_to("14:30")
    async with office.desk() as desk:
        *_, slip = await day.slips(desk)
        numbers = {SubjectKind.OBLIGATION: day.owed_id, SubjectKind.SLIP: slip.key}
        about = Subject(subject, numbers.get(subject, 1)) if subject is not None else None
        row = await post.send(desk, HERE, kind, Message(HTML), Posting(about))
        answered = await finding_messages.obligation_answered(desk, row)
        assert answered == (day.owed_id if takes else None)


async def test_who_replies_to_nothing_of_ours_answers_nothing(desk: Desk) -> None:
    assert await finding_messages.obligation_answered(desk, None) is None
