"""The report of an exercise once it has ended: comments are asked for, then the document is made.

克州预案8.3 wants it summed up soon and names no day. So comments are waited for as long as the
script says, and whoever wants the report before, or with what came later, has it made again.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post, wanting
from office.bodies.people import Actor, require_auditor
from office.desk import Desk
from office.exercises import scripts
from office.matters import clocks
from office.post import Place, Posting
from office.records import export_commands
from office.records.exercises import commenting
from office.records.exercises.known import known
from office.wanting import FileWish
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise
from storage.delivery.outbox import Delivery
from storage.roster import chats
from storage.subjects import Subject

KIND = "drill_report"
"""The craft by which it is made; its file and its caption have phrases that begin so."""
REPORT_VERB = "exreport"
COMMENTED = "exercise_commented"
"""The kind of agenda item: comments have been waited for."""


async def begin(desk: Desk, exercise: Exercise, *, falls: str = "") -> None:
    """An exercise has ended: ask everybody who took part, and say which alert ends with it."""
    await commenting.ask_all(desk, exercise, falls=falls)
    script = await scripts.script_of(desk, exercise)
    await clocks.on_agenda(desk, COMMENTED, exercise.key, desk.now + script.comments_within)


async def commented(desk: Desk, exercise_id: int) -> str:
    """The time is over: the office reads how many spoke, and gets the document."""
    exercise = await known(desk, exercise_id)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return "no office"
    count = len(await store.comments(desk.session, exercise.key))
    said = desk.words.phrase("drill_report_due", title=exercise.title, count=count)
    message = Message(said, keyboard(desk, exercise))
    await post.tell_office(desk, message, Posting(Subject.of(exercise)))
    await _want(desk, Place.of(office), exercise)
    return f"{count} comments"


def keyboard(desk: Desk, exercise: Exercise) -> Keyboard:
    return ((button(desk.words.plain("button_drill_report"), REPORT_VERB, exercise.key),),)


async def ask_for(
    desk: Desk, who: Actor, place: Place, exercise_id: int, progress: Delivery | None = None
) -> None:
    """The office and auditors have it made whenever they want, with all that is known by then."""
    require_auditor(desk, who)
    exercise = await known(desk, exercise_id)
    await _want(desk, place, exercise, who=who, progress=progress)
    await desk.record("export.asked", KIND, exercise=exercise.key)


async def _want(
    desk: Desk,
    place: Place,
    exercise: Exercise,
    *,
    who: Actor | None = None,
    progress: Delivery | None = None,
) -> None:
    asked = {"exercise": exercise.key}
    if await wanting.is_wanted(desk, place, KIND, asked):
        return
    name = desk.words.plain(f"{KIND}_file", title=exercise.title)
    caption = desk.words.phrase(f"{KIND}_caption", title=exercise.title)
    wish = FileWish(KIND, asked, name, caption, instead=export_commands.command(KIND, asked))
    await wanting.want(
        desk,
        place,
        wish,
        posting=Posting(Subject.of(exercise)),
        progress=progress,
        wanted_by=who.user_id if who is not None else None,
    )
