"""What the pages of docs/ say and press is said and pressed, in both languages."""

from dataclasses import dataclass, replace

import pytest

from sandbox import Bot, Chat, Message, Person
from tests.harness.pages import ChatLine, beginning, blocks, chat, page, pages
from tests.harness.stage import FIVE_AGENCIES, Scene, SetStage, Stage

SCENES = {
    "issuing-an-alert": Scene(),
    "collecting-a-day": Scene(),
    "supervising-a-problem": Scene(problem_ladder=True),
    "closing-an-episode": Scene(),
    "running-a-drill": Scene(),
}
"""The pages that are played, each with the office that it needs."""

WORDS = {
    "zh": {
        "bot": "晴空",
        "time": "时间",
        "all": "各单位",
        "office": "办公室",
        "staff": "值班员",
        "second": "副班",
        "director": "主任",
        "deputy_commander": "副指挥长",
        "commander": "指挥长",
        "zhujian": "住建局",
        "jiaoyu": "教育局",
    },
    "en": {
        "bot": "bot",
        "time": "time",
        "all": "every agency",
        "office": "office",
        "staff": "officer",
        "second": "second officer",
        "director": "director",
        "deputy_commander": "deputy commander",
        "commander": "commander",
        "zhujian": "housing",
        "jiaoyu": "schools",
    },
}
"""Who is meant by whom the pages name, in each language."""

ENGLISH = pytest.param("en", marks=pytest.mark.repeat("the same is pressed in Chinese"))
BEGUN_ON = {beginning(page(name, "zh")) for name in SCENES}
"""Pages that are played as the beginning of others."""

RECENT = 12
"""Messages of a chat among which a line finds what it presses, answers or quotes."""


@dataclass(frozen=True, slots=True)
class Player:
    stage: Stage
    locale: str

    async def play(self, line: ChatLine) -> None:
        meant = {word: key for key, word in WORDS[self.locale].items()}
        who = meant[line.who]
        if who == "time":
            await self.stage.advance_to(line.what)
        elif who == "bot":
            self._hears(self._place(meant[line.whom or ""]), line.what)
        else:
            for one in FIVE_AGENCIES if who == "all" else (who,):
                await self._acts(one, line.what)
        self.stage.skim()

    async def _acts(self, who: str, what: str) -> None:
        person, place = self._person(who), self._place(who)
        if what.startswith("["):
            label = what.strip("[]")
            await self.stage.press(person, self._with_button(place, label), label)
        elif what.startswith("↩"):
            await self.stage.reply(person, self._said(place)[-1], what.removeprefix("↩").strip())
        else:
            await self.stage.say(person, place, what)
        # What is counted is edited some seconds later.
        await self.stage.advance(seconds=10)

    def _person(self, who: str) -> Person:
        cast = self.stage.cast
        offices = {"staff": cast.staff, "second": cast.second}
        return offices.get(who) or cast.holders.get(who) or cast.liaisons[who]

    def _place(self, who: str) -> Chat:
        cast = self.stage.cast
        if who in ("office", "staff", "second"):
            return cast.office_group()
        return cast.group(who) if who in cast.groups else cast.private(cast.holders[who])

    def _said(self, place: Chat) -> list[Message]:
        said = [one for one in place.messages if isinstance(one.sender, Bot) and not one.deleted]
        return [one for one in said if not one.is_service][-RECENT:]

    def _with_button(self, place: Chat, label: str) -> Message:
        said = self._said(place)
        found = [one for one in said if label in [button.text for button in one.buttons()]]
        seen = [[button.text for button in one.buttons()] for one in said]
        assert found, f"no button {label!r} in {place.title}: {seen}"
        return found[-1]

    def _hears(self, place: Chat, words: str) -> None:
        texts = [one.text for one in self._said(place)]
        assert any(words in text for text in texts), f"{words!r} in {place.title}: {texts[-3:]}"


@pytest.mark.on_postgresql("never")
@pytest.mark.parametrize("locale", ["zh", ENGLISH])
@pytest.mark.parametrize("name", [name for name in SCENES if name not in BEGUN_ON])
async def test_a_page_is_played_as_it_stands(set_stage: SetStage, name: str, locale: str) -> None:
    stage = await set_stage(SCENES[name])
    stage.setup = replace(stage.setup, locale=locale)
    await stage.restart()
    player = Player(stage, locale)
    for line in chat(name, locale):
        await player.play(line)


def test_every_page_with_chats_is_played_in_both_languages() -> None:
    named = {one.stem for one in pages() if blocks(one, "chat")}
    assert named == set(SCENES)
    for name in SCENES:
        lines = [len(list(chat(name, locale))) for locale in WORDS]
        assert lines[0] == lines[1] > 0, name
        assert all(blocks(page(name, locale), "chat") for locale in WORDS)
