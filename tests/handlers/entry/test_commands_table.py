"""Every command by everybody everywhere: allowed, or one clear sentence, or silence."""

from collections.abc import Callable, Mapping
from datetime import UTC

import pytest

from bot.receiving.flood_damper import EACH
from handlers.entry import application
from handlers.turns.routes import Who
from messages.render import Words
from sandbox import Chat, Message, Person
from tests.harness import strange
from tests.harness.stage import Stage
from tests.harness.unchanged import unchanged
from tests.stories.enrolling import recorded

ALLOWED = ""
WORDS = Words("zh", UTC)
OFFICE_ONLY = WORDS.plain("office_only")
READER_ONLY = WORDS.plain("reader_only")
APPROVER_ONLY = WORDS.plain("approver_only")
PRIVATE_ONLY = WORDS.plain("private_only")
GROUP_ONLY = WORDS.plain("agency_group_only")
ANONYMOUS = WORDS.plain("anonymous_never_acts")
EDITED = WORDS.plain("edited_never_acts")
FORWARDED = WORDS.plain("forwarded_never_acts")
GUARDS = (
    OFFICE_ONLY,
    READER_ONLY,
    APPROVER_ONLY,
    PRIVATE_ONLY,
    GROUP_ONLY,
    ANONYMOUS,
    EDITED,
    FORWARDED,
)

COMMANDS = application.whole().commands
NAMES_BY_WHO = {
    who: [name for name, command in COMMANDS.items() if command.who is who] for who in Who
}

# Permissions are decided before any statement that differs between the databases.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

Scene = Callable[[Stage], tuple[Person, Chat]]
Answers = Mapping[Who, str]
Row = tuple[Scene, Answers]
PLACES = ("in the office group", "in an agency's group", "in private")


def everyone(answer: str) -> Answers:
    return dict.fromkeys(Who, answer)


def answers(
    *,
    anyone: str = ALLOWED,
    office: str,
    approver: str,
    agency: str,
    auditor: str | None = None,
    reader: str | None = None,
    charged: str | None = None,
) -> Answers:
    """Whoever may act for the office may also read; some of the others may only read."""
    reads = office and READER_ONLY
    return {
        Who.ANYONE: anyone,
        Who.OFFICE: office,
        Who.AUDITOR: reads if auditor is None else auditor,
        Who.READER: reads if reader is None else reader,
        # The board has no page here, so nobody but readers looks.
        Who.ONLOOKER: reads if reader is None else reader,
        Who.APPROVER: approver,
        Who.BODY: agency,
        Who.CHARGED: agency if charged is None else charged,
        Who.AGENCY: agency,
        # Bodies file problems where they speak; elsewhere whoever reads may see their list.
        Who.FINDER: ALLOWED if agency == ALLOWED else reads if reader is None else reader,
    }


def in_office_group(who: str) -> Scene:
    def scene(stage: Stage) -> tuple[Person, Chat]:
        person: Person = getattr(stage.cast, who)
        if not stage.cast.office.has(person):
            stage.world.add_person_to_group(stage.cast.office, person)
        return person, stage.cast.office

    return scene


def in_agency_group(who: str = "") -> Scene:
    def scene(stage: Stage) -> tuple[Person, Chat]:
        group = stage.cast.groups["zhujian"]
        person: Person = getattr(stage.cast, who) if who else stage.cast.liaisons["zhujian"]
        if not group.has(person):
            stage.world.add_person_to_group(group, person)
        return person, group

    return scene


def in_private(who: str) -> Scene:
    def scene(stage: Stage) -> tuple[Person, Chat]:
        person: Person = getattr(stage.cast, who)
        return person, stage.cast.private(person)

    return scene


def liaison_in_private(stage: Stage) -> tuple[Person, Chat]:
    person = stage.cast.liaisons["zhujian"]
    stage.world.start_bot(person, stage.cast.bot)
    return person, stage.cast.private(person)


OFFICE_GROUP: dict[str, Row] = {
    "staff in the office group": (
        in_office_group("staff"),
        answers(office=ALLOWED, approver=APPROVER_ONLY, agency=GROUP_ONLY, charged=ALLOWED),
    ),
    "director in the office group": (
        in_office_group("director"),
        answers(office=ALLOWED, approver=PRIVATE_ONLY, agency=GROUP_ONLY, charged=ALLOWED),
    ),
    "auditor in the office group": (
        in_office_group("auditor"),
        answers(
            office=OFFICE_ONLY,
            approver=APPROVER_ONLY,
            agency=GROUP_ONLY,
            charged=ALLOWED,
            auditor=ALLOWED,
            reader=ALLOWED,
        ),
    ),
    "stranger in the office group": (
        in_office_group("stranger"),
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=GROUP_ONLY, charged=ALLOWED),
    ),
}
AGENCY_GROUP: dict[str, Row] = {
    "liaison in the agency's group": (
        in_agency_group(),
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=ALLOWED),
    ),
    "new colleague in the agency's group": (
        in_agency_group("stranger"),
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=ALLOWED),
    ),
    "staff in an agency's group": (
        in_agency_group("staff"),
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=ALLOWED),
    ),
    "director in an agency's group": (
        in_agency_group("director"),
        answers(office=OFFICE_ONLY, approver=PRIVATE_ONLY, agency=ALLOWED),
    ),
}
PRIVATE: dict[str, Row] = {
    "staff in private": (
        in_private("staff"),
        answers(office=ALLOWED, approver=APPROVER_ONLY, agency=GROUP_ONLY),
    ),
    "director in private": (
        in_private("director"),
        answers(office=ALLOWED, approver=ALLOWED, agency=GROUP_ONLY),
    ),
    "deputy director in private": (
        in_private("deputy_director"),
        answers(office=ALLOWED, approver=APPROVER_ONLY, agency=GROUP_ONLY),
    ),
    "deputy commander in private": (
        in_private("deputy_commander"),
        answers(office=OFFICE_ONLY, approver=ALLOWED, agency=GROUP_ONLY, reader=ALLOWED),
    ),
    "commander in private": (
        in_private("commander"),
        answers(office=OFFICE_ONLY, approver=ALLOWED, agency=GROUP_ONLY, reader=ALLOWED),
    ),
    "mayor in private": (
        in_private("mayor"),
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=GROUP_ONLY, reader=ALLOWED),
    ),
    "discipline commission in private": (
        in_private("discipline_commission"),
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=GROUP_ONLY),
    ),
    "auditor in private": (
        in_private("auditor"),
        answers(
            office=OFFICE_ONLY,
            approver=APPROVER_ONLY,
            agency=GROUP_ONLY,
            auditor=ALLOWED,
            reader=ALLOWED,
        ),
    ),
    "liaison in private": (
        liaison_in_private,
        answers(office=OFFICE_ONLY, approver=APPROVER_ONLY, agency=GROUP_ONLY),
    ),
}


def one_for_each_who(turn: int) -> list[str]:
    """Of the commands that are for the same people one, which is another at another turn."""
    return [names[turn % len(names)] for names in NAMES_BY_WHO.values()]


def to_say(table: dict[str, Row]) -> list[tuple[str, str]]:
    """Whom a command is for is all that its guard knows of it, so only the last row says all."""
    *others, last = table
    asked = [(case, name) for turn, case in enumerate(others) for name in one_for_each_who(turn)]
    return [*asked, *((last, name) for name in COMMANDS)]


@pytest.mark.parametrize("table", [OFFICE_GROUP, AGENCY_GROUP, PRIVATE], ids=PLACES)
async def test_who_may_say_what_where(stage: Stage, table: dict[str, Row]) -> None:
    """All rows of a table are sent at once; each answer replies to the message that it answers."""
    standing = {case: scene(stage) for case, (scene, _) in table.items()}
    # Where no workbench stands in the office's group, /desk puts one up.
    await stage.say(stage.cast.staff, stage.cast.office, "/desk")
    async with unchanged(stage):
        said = {
            (case, name): stage.world.say(*standing[case], f"/{name}")
            for case, name in to_say(table)
        }
        await stage.settle()
    heard = stage.skim()
    for (case, name), message in said.items():
        answer = table[case][1][COMMANDS[name].who]
        if answer:
            _one_sentence(heard, message, answer)
        else:
            guarded = [one for one in _to(heard, message) if one.text.startswith(GUARDS)]
            assert guarded == [], (case, name)


async def test_a_stranger_hears_each_sentence_once_a_day(stage: Stage) -> None:
    """Somebody without a code learns once where codes come from."""
    stranger = stage.cast.stranger
    chat = stage.cast.private(stranger)
    async with unchanged(stage):
        # Whoever says more than that is not heard for a while.
        for name in ([*COMMANDS, "nonsense"] * 2)[:EACH]:
            stage.world.say(stranger, chat, f"/{name}")
        await stage.settle()
    heard = [one.text for one in stage.skim(chat)]
    told = (
        OFFICE_ONLY,
        READER_ONLY,
        APPROVER_ONLY,
        GROUP_ONLY,
        WORDS.plain("start_stranger", office=stage.plan.office),
        WORDS.plain("unknown_command"),
        str(stranger.id),
        "个人信息说明",
    )
    for sentence in told:
        assert len([text for text in heard if sentence in text]) == 1, (sentence, heard)
    assert len(heard) == len(told)
    assert (await recorded(stage)).count("refused") == 4

    await stage.advance(days=1)
    await stage.tell(stranger, "/warn")
    stage.expect_private(stranger, OFFICE_ONLY)


@pytest.mark.parametrize("scene", [in_office_group("staff"), in_agency_group()])
async def test_nobody_acts_without_a_name(stage: Stage, scene: Scene) -> None:
    """An anonymous admin, a channel, a post of the linked channel, another bot's words."""
    person, chat = scene(stage)
    creator = next(one for one in chat.people if chat.is_run_by(one))
    forms = (
        (strange.AS_CHANNEL, ANONYMOUS),
        (strange.FROM_LINKED_CHANNEL, FORWARDED),
        (strange.VIA_BOT, FORWARDED),
    )
    async with unchanged(stage):
        said = [stage.world.say(creator, chat, f"/{name}", anonymous=True) for name in COMMANDS]
        expected = [ANONYMOUS] * len(said)
        for turn, (marks, sentence) in enumerate(forms):
            for name in one_for_each_who(turn):
                said.append(strange.say(stage, person, chat, f"/{name}", marks))
                expected.append(sentence)
        await stage.settle()
    heard = stage.skim(chat)
    for message, sentence in zip(said, expected, strict=True):
        _one_sentence(heard, message, sentence)
    assert len(heard) == len(said)
    assert (await recorded(stage)).count("refused") == len(said)


async def test_no_command_is_forwarded_or_edited(stage: Stage) -> None:
    cast, world = stage.cast, stage.world
    async with unchanged(stage):
        forwarded = [
            world.say(cast.staff, cast.office, f"/{name}", forward_from=cast.director)
            for name in COMMANDS
        ]
        edited = [world.say(cast.staff, cast.office, "早上好") for _ in COMMANDS]
        for message, name in zip(edited, COMMANDS, strict=True):
            world.edit(message, f"/{name}")
        await stage.settle()
    heard = stage.skim(cast.office)
    for message in forwarded:
        _one_sentence(heard, message, FORWARDED)
    for message in edited:
        _one_sentence(heard, message, EDITED)
    assert len(heard) == 2 * len(COMMANDS)


def _to(heard: list[Message], said: Message) -> list[Message]:
    return [one for one in heard if one.reply_to is said]


def _one_sentence(heard: list[Message], said: Message, sentence: str) -> None:
    [answer] = _to(heard, said)
    assert sentence in answer.text
    assert answer.text.endswith("。")
    assert not answer.buttons()
