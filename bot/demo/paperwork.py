"""The office's papers at the end of the story: forms are filled in and signed, and all is filed."""

from dataclasses import dataclass
from pathlib import Path

from bot.demo.desk_work import DeskWork, StoryError
from bot.demo.sayings import say
from office.paperwork import forms
from office.plan.official_forms import FormTime, OfficialForm
from sandbox.files import StoredFile


@dataclass(slots=True)
class PaperTrail(DeskWork):
    async def lift_form_signed(self) -> None:
        """What only people know is taken over where the record offers it, and else typed."""
        form = self._form(FormTime.LIFT)
        if form is None:
            return
        await self.press_in_office(self.words.plain("button_form_fill"), about=form.name)
        for _ in forms.asked_fields(form):
            await self._answer_one()
        await self._sign_form(form)

    async def wrapped_up(self) -> list[StoredFile]:
        """Press 办结归档, sign the statistics, and return the files that came of it."""
        before = len(self.cast.office.messages)
        await self.press_in_office(self.words.plain("button_wrap_up"))
        all_the_same = self.words.plain("button_wrap_up_all_the_same")
        if self.offering(self.cast.office, all_the_same) is not None:
            await self.press_in_office(all_the_same)
        statistics = self._form(FormTime.NONE)
        if statistics is not None:
            await self._sign_form(statistics)
        came = self.cast.office.messages[before:]
        if any("⏳" in message.text for message in came if message.document is None):
            raise StoryError(say("story_unfinished", self.words.locale))
        return [message.document for message in came if message.document is not None]

    def _form(self, when: FormTime) -> OfficialForm | None:
        return next((one for one in self.plan.official_forms if one.when is when), None)

    async def _answer_one(self) -> None:
        question = self.latest(self.cast.office, self.words.plain("button_form_skip"))
        same = self.words.plain("button_form_same")
        if any(same in button.text for button in question.buttons()):
            await self.press(self.cast.staff, question, same)
            return
        said = say("story_telephone", self.words.locale)
        self.cast.world.say(self.cast.staff, self.cast.office, said, reply_to=question)
        await self.rehearsal.settle()

    async def _sign_form(self, form: OfficialForm) -> None:
        await self.press_in_office(self.words.plain("button_form_sign"), about=form.name)
        await self.give(forms.steps(form))


def written(files: list[StoredFile], folder: Path) -> list[Path]:
    """Write them there; where several have one name, the newest is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {file.name: file.content for file in files}
    for name, content in named.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in named]
