"""Whatever comes back in place of an answer: each try has a verdict, and the bot goes on."""

import ast
import asyncio
import inspect
import itertools
import json
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from telegram import Bot as TelegramBot
from telegram.error import TelegramError

from bot.sending.outcomes import DOUBTFUL_PAUSES
from bot.telegram import answers
from messages.render import Message
from office import post
from sandbox import Fault, FaultKind, Upload
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed.reports import FileState
from tests.bot.duties.test_archiver import part_now, reported_file
from tests.harness.databases import Backend
from tests.harness.deeds import delivery_now, post_message, queue
from tests.harness.sources import tree_of
from tests.harness.stage import Scene, Stage, staged
from tests.harness.tape import Shelf

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
MADE_UP = settings(
    derandomize=True,
    database=None,
    max_examples=16,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TOO_MANY = 429
YES = '{"ok":true,"result":{"message_id":1}}'
GARBAGE = [
    '{"ok":true}',
    '{"ok":true,"result":[]}',
    '{"ok":true,"result":{"message_id":"7"}}',
    '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}',
    "[]",
    "null",
    "[" * 100_000,
    "<html>",
]
"""With which an answer of status 200 cannot be read, whatever was asked for."""

# Made, not written out: Hypothesis describes what it draws from, and warns of a long description.
long = st.just("9").map(lambda digit: digit * 5000)
texts = st.sampled_from(["", "\x00", "\ud83d", "5", "<b>"]) | long | st.text(max_size=20)
numbers = st.integers(-(2**70), 2**70) | st.sampled_from([0, -1, 5, 2**31, 2**63, 2**63 - 1])
values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def with_any_of(**fields: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """An object in which each of these may also be missing, or be anything else."""
    optional = {name: one | values for name, one in fields.items()}
    return st.fixed_dictionaries({}, optional=optional)


messages = with_any_of(message_id=numbers, date=numbers, chat=values)
parameters = with_any_of(retry_after=numbers, migrate_to_chat_id=numbers)
bodies = st.one_of(
    values,
    with_any_of(ok=st.booleans(), result=messages),
    with_any_of(ok=st.just(False), error_code=numbers, description=texts, parameters=parameters),
).map(json.dumps)
unread = bodies.filter(lambda body: not is_message(json.loads(body)))


def is_message(answer: Any) -> bool:
    """Whether this is what Telegram says once a message was sent."""
    number = answer.get("result") if isinstance(answer, dict) else None
    number = number.get("message_id") if isinstance(number, dict) else None
    return answer_says_yes(answer) and type(number) is int and 0 < number < 2**63


def answer_says_yes(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("ok") is True


class Bench:
    """One office for all examples of a property."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._numbers = itertools.count()
        self.stage = self.run(self._open(backend, folder))

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(doing)

    def close(self) -> None:
        self.run(self._stack.aclose())
        self._runner.close()

    async def _open(self, backend: Backend, folder: Path) -> Stage:
        opening = staged(backend, folder, Scene(agencies=("huanjing",)), Shelf(backend))
        return await self._stack.enter_async_context(opening)

    async def try_once(self, kind: DeliveryKind, body: str, status: int = 200) -> Delivery:
        """Send a message that gets this answer, and return it as it stands afterwards."""
        stage, text = self.stage, f"第{next(self._numbers)}条"
        fault = Fault(FaultKind.GARBAGE, "sendMessage", text=body, status=status)
        stage.world.faults.add(fault)
        row = await post_message(stage, stage.cast.office, text, kind)
        stage.expect(stage.cast.office, text)
        return await delivery_now(stage, row)

    async def comes_again(self, row: Delivery) -> None:
        """It comes again soon, because it must arrive, with a mark if it may be there already."""
        stage = self.stage
        await stage.advance(seconds=1)
        mark = ["〔补发〕"] if row.repeated else []
        stage.expect(stage.cast.office, *mark, row.text)
        assert (await delivery_now(stage, row)).state == DeliveryState.SENT


@pytest.fixture
def bench(backend: Backend, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(backend, tmp_path)
    yield made
    made.close()


def test_a_message_that_must_arrive_is_in_doubt_whatever_answers_it(bench: Bench) -> None:
    @MADE_UP
    @given(unread)
    def every(body: str) -> None:
        row = bench.run(bench.try_once(DeliveryKind.ALERT, body))
        assert (row.state, row.repeated, row.doubts) == (DeliveryState.WAITING, True, 1)
        bench.run(bench.comes_again(row))

    every()


def test_what_must_not_be_said_twice_is_left_in_doubt_whatever_answers_it(bench: Bench) -> None:
    @MADE_UP
    @given(unread)
    def every(body: str) -> None:
        row = bench.run(bench.try_once(DeliveryKind.ANSWER, body))
        assert row.state == DeliveryState.UNCERTAIN
        # One message has to arrive, or the chat would be left alone for a while.
        bench.run(bench.try_once(DeliveryKind.ALERT, YES))

    every()


def test_too_many_requests_are_known_by_their_status(bench: Bench) -> None:
    """Such a message was refused for certain, so nothing about it is in doubt."""

    @MADE_UP
    @given(bodies)
    def every(body: str) -> None:
        row = bench.run(bench.try_once(DeliveryKind.ALERT, body, TOO_MANY))
        assert (row.state, row.repeated) == (DeliveryState.WAITING, False)
        at = max(row.next_try_at, bench.stage.clock.now())
        bench.stage.clock.step_to(at)
        bench.run(bench.comes_again(row))

    every()


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 500, 502])
@pytest.mark.parametrize("body", [*GARBAGE[:3], *GARBAGE[4:]])
def test_no_refusal_is_believed_that_is_not_telegrams(status: int, body: str) -> None:
    """Otherwise a proxy's page would end the bot or give up every group."""
    with pytest.raises(answers.Unreadable) as unreadable:
        answers.read("sendMessage", status, body.encode())
    assert str(unreadable.value) == f"HTTP {status} to sendMessage"


@MADE_UP
@given(
    method=st.sampled_from([*answers.READERS, "other"]), body=bodies, status=st.integers(200, 599)
)
def test_an_answer_is_read_or_has_one_name(method: str, body: str, status: int) -> None:
    try:
        read = json.loads(answers.read(method, status, body.encode()))
    except answers.Unreadable:
        return
    assert read["ok"] is (status < 300)
    assert status < 300 or "\x00" not in read["description"]


@pytest.mark.parametrize("garbage", GARBAGE[:4])
async def test_an_edit_is_made_once_more(stage: Stage, garbage: str) -> None:
    row = await post_message(stage, stage.cast.office, "零")
    shown = stage.expect(stage.cast.office, "零")
    stage.world.faults.add(Fault(FaultKind.GARBAGE, "editMessageText", text=garbage))
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        edit = await post.edit(desk, row, Message("一"))
    await stage.wake()
    assert (await delivery_now(stage, edit)).state == DeliveryState.WAITING
    await stage.advance(seconds=1)
    assert (await delivery_now(stage, edit)).state == DeliveryState.SENT
    stage.expect_edit(shown, "一")


@pytest.mark.parametrize("method", ["getUpdates", "answerCallbackQuery", "setMyCommands"])
@pytest.mark.parametrize("garbage", ['{"ok":true}', "null"])
async def test_the_bot_goes_on(stage: Stage, method: str, garbage: str) -> None:
    await stage.stop()
    cast = stage.cast
    stage.world.faults.add(Fault(FaultKind.GARBAGE, method, text=garbage))
    asked = stage.world.say(cast.staff, cast.office, "/warn")
    await stage.start()
    card = stage.expect(cast.office)
    assert asked.message_id < card.message_id
    await stage.press(cast.staff, card, card.buttons()[0].text)
    await stage.advance(minutes=6)
    assert stage.world.faults.waiting() == []
    stage.skim()


async def test_the_start_waits_for_somebody_who_can_be_understood(stage: Stage) -> None:
    await stage.stop()
    stage.world.faults.add(
        Fault(FaultKind.GARBAGE, "getMe", text='{"ok":true,"result":{"id":"7"}}')
    )
    await stage.start()
    await stage.say(stage.cast.staff, stage.cast.office, "/whoami")
    stage.expect(stage.cast.office, stage.cast.staff.name)


@pytest.mark.parametrize("garbage", ['{"ok":true}', '{"ok":true,"result":{"file_id":7}}'])
async def test_a_file_is_asked_for_once_more(stage: Stage, garbage: str) -> None:
    stage.world.faults.add(Fault(FaultKind.GARBAGE, "getFile", text=garbage))
    part = await reported_file(stage, Upload(b"%PDF", "日报.pdf"))
    await stage.wake()
    tried = await part_now(stage, part)
    assert (tried.file_state, tried.file_attempts) == (FileState.WAITING, 1)
    await stage.advance(minutes=1)
    assert (await part_now(stage, part)).file_state == FileState.STORED


async def test_books_are_kept_of_what_never_left(stage: Stage) -> None:
    """A row of which no call can be made has an end, and its chat goes on after it."""
    group = stage.cast.groups["binhu"]
    row = await queue(stage, group, "甲")
    async with stage.database.transaction() as session:
        session.add(row)
        row.keyboard = [[{"data": "a button without words"}]]
    await post_message(stage, group, "乙")
    await stage.advance(minutes=10)
    stage.expect(group, "乙")
    assert (await delivery_now(stage, row)).state == DeliveryState.DEAD
    stage.expect(stage.cast.office, "消息发送失败", group.title)
    for _ in range(1 + len(DOUBTFUL_PAUSES)):
        stage.expect_error("try_failed")


def test_every_method_that_is_called_has_a_reader() -> None:
    """Otherwise PTB could make anything of its answer."""
    theirs = {
        name: name.replace("_", "").lower()
        for name, found in inspect.getmembers(TelegramBot, inspect.iscoroutinefunction)
        if "_" in name
    }
    called = {
        theirs[node.func.attr]
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for node in ast.walk(tree_of(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in theirs and _is_bot(node.func.value)
    }
    assert called <= answers.READERS.keys() | {"doapirequest"}
    assert {"setwebhook", "answercallbackquery", "getfile"} <= called


def _is_bot(holder: ast.expr) -> bool:
    return "bot" in ast.unparse(holder).lower()


async def test_errors_tell_nothing_of_what_came() -> None:
    with pytest.raises(TelegramError) as unreadable:
        answers.read("sendMessage", 200, b'{"ok":true,"result":"a report\'s text"}')
    assert "report" not in repr(unreadable.value)
    assert unreadable.value.__cause__ is None
