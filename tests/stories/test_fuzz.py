"""Whatever anybody sends: it is stored, it is handled or put aside, and the next one is heard.

Hypothesis makes it up, always the same: real updates with parts torn out or replaced, and
commands, codes, presses, names and files as no client of Telegram would send them.
"""

import asyncio
import copy
import itertools
import re
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from sqlmodel import col, select

from bot.receiving.intake import Intake
from handlers.entry import application
from sandbox import Upload
from storage.receiving.inbox import InboxState, InboxUpdate
from tests.harness.databases import Backend
from tests.harness.stage import Scene, Stage, staged
from tests.harness.tape import Shelf
from tests.stories.passages import issue, sent_for_approval

Raw = dict[str, Any]
T = TypeVar("T")

MADE_UP = settings(
    derandomize=True,
    database=None,
    max_examples=12,
    # Shrinking is left out because it takes minutes; a finding gets a story of its own.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
AT_ONCE = 6
TABLES = application.whole()

texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *("", " ", "\x00", "\ud83d", "\udc00/start", "\u202e倒\u202c", "\u2066", "１２"),
            *("<b>", "&lt;", "</blockquote>", "{{ 7 * 7 }}", "{% raw %}", "%s%n", "'; --"),
            *("=1+1", "../../x", "😷" * 2048, "长" * 5000, "9" * 5000, "\n" * 400),
        ]
    ),
)
numbers = st.one_of(st.integers(-(2**70), 2**70), st.sampled_from([0, -1, 2**31, 2**63, 2**63 - 1]))
values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
arguments = st.one_of(
    texts,
    st.lists(
        st.sampled_from(
            ["orange", "橙色", "2026-12-02T08:00", "72h", "0h", "PM2.5", "12月2日8时", ":"]
        )
        | texts
        | numbers.map(str),
        max_size=5,
    ).map(" ".join),
)
commands = st.builds(
    "/{}{} {}".format,
    st.sampled_from([*TABLES.commands, "start", "没有", ""]),
    st.sampled_from(["", "@qingkong_test_bot", "@other_bot", "@"]),
    arguments,
)
presses = st.one_of(
    texts,
    st.builds(
        "{}:{}".format,
        st.sampled_from(sorted(TABLES.buttons)),
        st.lists(numbers.map(str) | texts, max_size=3).map(":".join),
    ),
)


class Bench:
    """One busy office for all examples, and real updates of each form to make others from."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._ids = itertools.count(10**6)
        self.stage = self.run(self._open(backend, folder))
        self.forms = self.run(self._collect())

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(doing)

    def close(self) -> None:
        self.stage.skim()
        self.run(self._stack.aclose())
        self._runner.close()

    async def _open(self, backend: Backend, folder: Path) -> Stage:
        scene = Scene(agencies=("huanjing", "zhujian"))
        stage = await self._stack.enter_async_context(
            staged(backend, folder, scene, Shelf(backend))
        )
        await issue(stage)
        await sent_for_approval(stage, "red 2026-12-02T08:00 72h PM2.5", command="/adjust")
        stage.skim()
        return stage

    async def _collect(self) -> dict[str, Raw]:
        """The updates for each deed, caught before the bot is there to take them."""
        stage = self.stage
        world, cast = stage.world, stage.cast
        group, liaison = cast.groups["huanjing"], cast.liaisons["huanjing"]
        order = next(one for one in group.messages if one.buttons())
        await stage.stop()
        said = world.say(liaison, group, "昨日出动检查组4个。", reply_to=order)
        world.edit(said, "昨日出动检查组5个。")
        world.send_photo(liaison, group, b"picture", caption="现场", reply_to=order)
        world.send_document(liaison, group, Upload(b"x", "日报.pdf"), reply_to=order)
        world.press(liaison, order, order.buttons()[0].callback_data or "")
        world.say(cast.stranger, cast.private(cast.stranger), "/start QK-1")
        world.say(cast.director, cast.private(cast.director), "/pending")
        world.say(cast.staff, cast.office, "/warn")
        elsewhere = world.add_supergroup("别处", [cast.stranger])
        world.add_bot_to_group(elsewhere, cast.bot, by=cast.stranger, admin=True)
        waiting = cast.bot.updates.waiting()
        forms = {f"{number} {one.kind}": one.as_json() for number, one in enumerate(waiting)}
        cast.bot.updates.drop_all()
        await stage.start()
        return forms

    async def take(self, updates: list[Raw]) -> list[str]:
        """Take these updates; return what became of each."""
        stage = self.stage
        numbered = [{**update, "update_id": next(self._ids)} for update in updates]
        await Intake(stage.database, stage.clock).store(stage.cast.bot.id, numbered)
        await stage.wake()
        ids = [update["update_id"] for update in numbered]
        query = (
            select(InboxUpdate.state)
            .where(col(InboxUpdate.update_id).in_(ids))
            .order_by(col(InboxUpdate.id))
        )
        async with stage.database.reading() as session:
            return list((await session.exec(query)).all())

    async def still_hears(self) -> None:
        """Everybody, in every chat that these updates named."""
        stage, cast = self.stage, self.stage.cast
        stage.skim()
        for person, chat in (
            (cast.staff, cast.office),
            (cast.liaisons["huanjing"], cast.groups["huanjing"]),
            (cast.director, cast.private(cast.director)),
        ):
            await stage.say(person, chat, "/whoami")
            stage.expect(chat, person.name)


@pytest.fixture
def bench(backend: Backend, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(backend, tmp_path)
    yield made
    made.close()


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything inside."""
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        yield (*before, key)
        yield from paths(inner, (*before, key))


def put(whole: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        whole = whole[key]
    whole[path[-1]] = value


def torn(data: DataObject, forms: dict[str, Raw]) -> Raw:
    """A real update with up to three of its parts gone, or something else."""
    update = copy.deepcopy(forms[data.draw(st.sampled_from(sorted(forms)))])
    for _ in range(data.draw(st.integers(1, 3))):
        places = [path for path in paths(update) if path != ("update_id",)]
        if places:
            put(update, data.draw(st.sampled_from(places)), data.draw(values))
    return update


WORDS = ("text", "caption", "first_name", "last_name", "title", "file_name", "mime_type")


def reworded(data: DataObject, forms: dict[str, Raw]) -> Raw:
    """A real update in form; whatever in it a person can choose is chosen badly."""
    update = copy.deepcopy(forms[data.draw(st.sampled_from(sorted(forms)))])
    for path in [path for path in paths(update) if path[-1] in WORDS]:
        if data.draw(st.booleans()):
            words = commands | texts if path[-1] == "text" else texts
            put(update, path, data.draw(words))
            if path[-1] == "text":
                _mark_command(update)
    if "callback_query" in update:
        put(update, ("callback_query", "data"), data.draw(presses))
    return update


def _mark_command(update: Raw) -> None:
    """Telegram finds the command in a text; what it found in the old one is not in the new."""
    message = update.get("message") or update.get("edited_message") or {}
    message.pop("entities", None)
    command = re.match(r"/\w+(@\w+)?", message.get("text", ""), re.ASCII)
    if command:
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]


@pytest.mark.parametrize("odd", ["\ud83d", "a\x00b"])
def test_a_name_that_no_database_stores(bench: Bench, odd: str) -> None:
    """Somebody with such a name is heard like everybody else."""
    updates = copy.deepcopy(list(bench.forms.values()))
    for update in updates:
        for path in list(paths(update)):
            if path[-1] in WORDS:
                put(update, path, f"/whoami {odd}" if path[-1] == "text" else odd)
        _mark_command(update)
    assert set(bench.run(bench.take(updates))) == {InboxState.DONE}


def test_what_is_no_update_at_all_stops_nothing(bench: Bench) -> None:
    @MADE_UP
    @given(st.data())
    def every(data: DataObject) -> None:
        updates = [torn(data, bench.forms) for _ in range(AT_ONCE)]
        states = bench.run(bench.take(updates))
        assert set(states) <= {InboxState.DONE, InboxState.FAILED}
        bench.stage.errors.lines.clear()

    every()
    bench.run(bench.still_hears())


def test_whatever_a_person_can_choose_is_handled(bench: Bench) -> None:
    @MADE_UP
    @given(st.data())
    def every(data: DataObject) -> None:
        updates = [reworded(data, bench.forms) for _ in range(AT_ONCE)]
        states = bench.run(bench.take(updates))
        assert states == [InboxState.DONE] * AT_ONCE
        assert bench.stage.errors.lines == []

    every()
    bench.run(bench.still_hears())
