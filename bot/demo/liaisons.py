"""Plays scripted liaisons: each reads its group as a person would and answers in its own manner."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from bot.demo.actors import Actors, Character
from bot.demo.cast import Cast
from bot.demo.deeds import Deed, DeedKind, Deeds
from bot.demo.pictures import picture
from messages.render import Words
from sandbox.files import Upload
from sandbox.journal import Event, What
from sandbox.messages import CallbackQuery, Chat, Message
from sandbox.people import Bot, Person

REASON_AFTER = timedelta(minutes=1)
"""The time that it takes to write why more time is needed."""


class Liaisons:
    """All scripted liaisons: they notice messages and act when the clock reaches their time.

    Whoever is switched off leaves the group to somebody at the page; switched on again, it takes up
    what nobody has answered meanwhile.
    """

    def __init__(self, cast: Cast, words: Words, actors: Actors, off: Collection[str] = ()) -> None:
        self._cast = cast
        self._actors = actors
        self._texts = actors.texts["en" if words.locale == "en" else "zh"]
        self._receipt = words.plain("button_receipt")
        self._more_time = words.plain("button_delay")
        self._closing = words.plain("matter_closing", title="")
        self._characters = actors.of(cast.groups)
        self._off = set(off)
        self._deeds = Deeds()
        self._manners: dict[tuple[str, str], Character] = {}
        """How an agency treats a matter; this is decided once, when it is first asked."""
        self._answered: set[tuple[str, str]] = set()
        self._asking: set[str] = set()
        """Agencies that have asked for more time and will be asked why."""
        cast.world.log.listeners.append(self._heard)

    # What others ask about them

    def next_at(self) -> datetime | None:
        return self._deeds.next_at

    def coming(self) -> list[Deed]:
        return self._deeds.in_order()

    def character(self, agency: str) -> str:
        return self._characters[agency]

    def is_on(self, agency: str) -> bool:
        return agency not in self._off

    def switch(self, agency: str, *, on: bool) -> None:
        if on == self.is_on(agency):
            return
        if on:
            self._off.remove(agency)
            self._take_up(agency)
        else:
            self._off.add(agency)
            self._deeds.drop(agency)

    def act(self, now: datetime) -> int:
        """Do what is due; return how many deeds that were."""
        done = 0
        while deed := self._deeds.take_due(now):
            if self._can_act(deed.agency):
                deed.do()
            done += 1
        return done

    # What they notice

    def _heard(self, event: Event) -> None:
        if event.what is What.PRESSED:
            self._saw_press(event.subject)
        elif event.what is What.SENT:
            agency = self._cast.agency_of(event.subject.chat)
            if agency is None:
                return
            if isinstance(event.subject.sender, Bot):
                self._read(agency, event.subject)
            else:
                self._saw_answer(agency, event.subject)

    def _saw_press(self, query: CallbackQuery) -> None:
        # Anybody in the group may have pressed 收到; it counts for the agency.
        agency = self._cast.agency_of(query.message.chat)
        was_heard = query.message.chat.has(self._cast.bot)
        if agency and was_heard and query.data == _offer(query.message, self._receipt):
            self._is_answered(agency, query.data)

    def _saw_answer(self, agency: str, message: Message) -> None:
        # A reply to a prompt, or to a slip about it, is the report.
        asked = message.reply_to
        if asked is not None and (matter := _offer(asked, self._more_time)):
            self._is_answered(agency, matter)

    def _is_answered(self, agency: str, about: str) -> None:
        self._answered.add((agency, about))
        self._deeds.drop(agency, about)

    def _read(self, agency: str, message: Message) -> None:
        if not self.is_on(agency):
            return
        if message.force_reply:
            self._asked_why(agency, message)
        elif message.reply_to is not None:
            return  # A chase repeats what a person has read already.
        elif matter := _offer(message, self._receipt):
            delay = self._actors.characters[self.character(agency)].receipt_after
            self._mean(
                agency, DeedKind.RECEIPT, matter, delay, partial(self._confirm, agency, matter)
            )
        elif matter := _offer(message, self._more_time):
            self._asked_to_report(agency, message, matter)

    def _asked_why(self, agency: str, question: Message) -> None:
        if agency in self._asking:
            self._asking.remove(agency)
            self._mean(
                agency, DeedKind.REASON, "", REASON_AFTER, lambda: self._say_why(agency, question)
            )

    def _asked_to_report(self, agency: str, message: Message, matter: str) -> None:
        # The slips about a matter offer the same button as its prompt, and are not answered again.
        manner = self._manner(agency, matter)
        ask = partial(self._ask_for_time, agency, matter)
        self._mean(agency, DeedKind.ASKING, matter, manner.asks_for_time_after, ask)
        report = partial(self._report, agency, message, manner)
        self._mean(agency, DeedKind.REPORT, matter, manner.report_after, report)

    def _manner(self, agency: str, matter: str) -> Character:
        known = self._manners.get((agency, matter))
        if known is not None:
            return known
        manner = self._actors.characters[self.character(agency)]
        self._manners[agency, matter] = manner
        self._characters[agency] = manner.then or self.character(agency)
        return manner

    def _take_up(self, agency: str) -> None:
        for message in self._cast.group(agency).messages:
            if isinstance(message.sender, Bot):
                self._read(agency, message)

    def _mean(
        self,
        agency: str,
        act: DeedKind,
        about: str,
        delay: timedelta | None,
        do: Callable[[], None],
    ) -> None:
        if delay is not None and (agency, about) not in self._answered:
            self._deeds.add(self._cast.world.now() + delay, agency, act, about, do)

    # What they do

    def _confirm(self, agency: str, matter: str) -> None:
        self._press(agency, self._receipt, matter)

    def _ask_for_time(self, agency: str, matter: str) -> None:
        self._asking.add(agency)
        self._press(agency, self._more_time, matter)

    def _press(self, agency: str, label: str, matter: str) -> None:
        # The group may have been upgraded since the message was read, so the newest button counts.
        chat = self._cast.group(agency)
        offers = (one for one in reversed(chat.messages) if _offer(one, label) == matter)
        if (message := next(offers, None)) and chat.has(self._who(agency)):
            self._cast.world.press(self._who(agency), message, label=label)

    def _say_why(self, agency: str, question: Message) -> None:
        self._say(agency, self._texts.asking_for_time, question)

    def _report(self, agency: str, prompt: Message, manner: Character) -> None:
        words = self._words_of(agency, prompt)
        if manner.photos is not None:
            self._send_photos(agency, prompt, words, manner.photos)
            return
        said = self._say(agency, words, prompt)
        correct = partial(self._cast.world.edit, said, words + self._texts.correction)
        self._mean(agency, DeedKind.CORRECTION, "", manner.corrects_after, correct)

    def _words_of(self, agency: str, prompt: Message) -> str:
        about_all = self._closing in prompt.text
        texts = self._texts.closing_reports if about_all else self._texts.reports
        return texts[sum(map(ord, agency)) % len(texts)]

    def _send_photos(self, agency: str, prompt: Message, words: str, number: int) -> None:
        photos = [Upload(picture(index), f"{index}.png") for index in range(number)]
        chat = self._cast.group(agency)
        self._cast.world.send_album(
            self._who(agency), chat, photos, caption=words, reply_to=_standing_in(chat, prompt)
        )

    def _say(self, agency: str, words: str, asked: Message) -> Message:
        chat = self._cast.group(agency)
        answers = _standing_in(chat, asked)
        return self._cast.world.say(self._who(agency), chat, words, reply_to=answers)

    def _who(self, agency: str) -> Person:
        return self._cast.liaisons[agency]

    def _can_act(self, agency: str) -> bool:
        # Groups can be deleted and people removed at the page.
        chat = self._cast.group(agency)
        return not chat.deleted and chat.has(self._who(agency))


def _offer(message: Message, label: str) -> str:
    """Return the data of the button with this label; empty where there is none."""
    found = (button.callback_data for button in message.buttons() if label in button.text)
    return next(found, None) or ""


def _standing_in(chat: Chat, message: Message) -> Message | None:
    # A group that was upgraded left its messages behind, and nobody can reply to them.
    return message if message.chat is chat and not message.deleted else None
