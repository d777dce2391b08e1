"""The command board on a page: its one-time link, the devices that look, the walls of the hall."""

from datetime import timedelta

from handlers.enrolment.screens import WALL_NAME
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from messages.views.walls import WallLine, WallsView
from office.board_access import links, screens, visiting, walls
from office.bodies import people
from office.conversation import dialogues
from office.desk import Desk
from office.refusal import Refusal
from storage.board_access.visits import BoardVisit
from storage.receiving.dialogues import Dialogue

WALL_WORDS = ("大屏", "wall", "walls")
END_VERB, WALLS_VERB, NEW_WALL_VERB, REVOKE_VERB = "boardend", "walls", "wallnew", "wallrevoke"
SCREEN_VERB = "wallcode"
WALL_CODE = "wall_code"
SILENT_AFTER = timedelta(minutes=3)
MINUTES = links.VALID_FOR // timedelta(minutes=1)


async def say_link(turn: Turn) -> None:
    """A link for whoever asked, with what they may end and set up besides."""
    desk, who = turn.desk, turn.person
    standing = await visiting.standing(desk, who)
    link = await links.offer(desk, who)
    lines = [desk.words.phrase("board_access_link", minutes=MINUTES)]
    if standing:
        lines.append(desk.words.phrase("board_access_others", count=standing))
    opens = links.opening(desk.words.plain("button_board_open"), link)
    besides = _besides(turn, standing)
    await turn.say(Message("\n".join(lines), ((opens,), *([besides] if besides else []))))


def _besides(turn: Turn, standing: int) -> tuple[Button, ...]:
    words = turn.desk.words
    ending = button(words.plain("button_board_end_others"), END_VERB)
    of_walls = button(words.plain("button_walls"), WALLS_VERB)
    is_director = walls.is_director(turn.desk, turn.person)
    return (*([ending] if standing else []), *([of_walls] if is_director else []))


async def end_others(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    ended = await visiting.end_all(turn.desk, turn.person)
    if ended:
        turn.show("board_access_ended_toast", count=ended)
    else:
        turn.show("board_access_none_toast")


def wall_named(text: str) -> str | None:
    """The name after `/board 大屏`; empty where none is given, None where walls are not meant."""
    first, _, rest = text.strip().partition(" ")
    return rest.strip() if first.casefold() in WALL_WORDS else None


async def about_walls(turn: Turn, name: str) -> None:
    _require_private(turn)
    if name:
        await _set_up(turn, name)
    else:
        await _say_walls(turn)


async def show_walls(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    await _say_walls(turn)


async def _say_walls(turn: Turn) -> None:
    desk = turn.desk
    standing = await walls.listed(desk, turn.person)
    lines = tuple([await _line(desk, one) for one in standing])
    view = WallsView(lines, desk.board.short if desk.board is not None else "")
    await turn.say(Message(desk.words.text("walls", view), _choices(turn, standing)))


async def _line(desk: Desk, wall: BoardVisit) -> WallLine:
    silent = desk.now - wall.seen_at > SILENT_AFTER
    maker = await people.name_of(desk, wall.user_id)
    return WallLine(wall.wall or "", maker, wall.made_at, wall.seen_at, silent)


def _choices(turn: Turn, standing: list[BoardVisit]) -> Keyboard:
    words = turn.desk.words
    revoking = [
        (button(words.plain("button_wall_revoke", name=one.wall), REVOKE_VERB, one.key),)
        for one in standing
    ]
    return (*revoking, (button(words.plain("button_wall_new"), NEW_WALL_VERB),))


async def ask_name(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    desk, user_id = turn.desk, turn.person.user_id
    walls.require_director(desk, turn.person)
    await dialogues.replace(desk, turn.place.chat_id, user_id, WALL_NAME)
    question = Message(
        desk.words.phrase("wall_name_ask", most=walls.LONGEST_NAME),
        ask=desk.words.plain("wall_name_placeholder"),
    )
    await dialogues.ask(desk, turn.place, WALL_NAME, question, user_id=user_id)


async def named(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    typed, scanned = turn.message.text or "", asked.facts.get("code")
    if scanned:
        await _take_screen(turn, typed, scanned)
    else:
        await _set_up(turn, typed)
    await dialogues.close(turn.desk, asked)


async def _set_up(turn: Turn, typed: str) -> None:
    name, code = screens.named_with_code(typed)
    if code:
        await _take_screen(turn, name, code)
    else:
        await _offer_to_wall(turn, name)


async def _offer_to_wall(turn: Turn, name: str) -> None:
    words = turn.desk.words
    link = await links.offer_to_wall(turn.desk, turn.person, name)
    opens = links.opening(words.plain("button_wall_open"), link)
    said = words.phrase("wall_link", name=link.wall, minutes=MINUTES)
    by_code = button(words.plain("button_wall_code"), SCREEN_VERB, link.key)
    await turn.say(Message(said, ((opens,), (by_code,))))


async def ask_code(turn: Turn, press: Press) -> None:
    """Ask what a screen shows that has no keyboard; the wall is called as it was for its link."""
    _require_private(turn)
    desk, user_id = turn.desk, turn.person.user_id
    walls.require_director(desk, turn.person)
    wall = await links.wall_of(desk, press.number())
    await dialogues.replace(desk, turn.place.chat_id, user_id, WALL_CODE)
    address = links.address(desk).short
    question = Message(
        desk.words.phrase("wall_code_ask", name=wall, address=address, digits=screens.DIGITS),
        ask=desk.words.plain("wall_code_placeholder"),
    )
    await dialogues.ask(desk, turn.place, WALL_CODE, question, user_id=user_id, wall=wall)


async def coded(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    await _take_screen(turn, asked.facts["wall"], turn.message.text or "")
    await dialogues.close(turn.desk, asked)


async def _take_screen(turn: Turn, name: str, typed: str) -> None:
    link = await screens.offer(turn.desk, turn.person, name, typed)
    said = turn.desk.words.phrase("wall_code_taken", name=link.wall)
    await turn.say(Message(said))


async def revoke(turn: Turn, press: Press) -> None:
    _require_private(turn)
    await walls.revoke(turn.desk, turn.person, press.number())
    turn.show("wall_revoked_toast")


def _require_private(turn: Turn) -> None:
    # A press can be forged in any chat, and a link in a group would be everybody's.
    if not turn.is_private:
        raise Refusal("private_only")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    END_VERB: end_others,
    WALLS_VERB: show_walls,
    NEW_WALL_VERB: ask_name,
    SCREEN_VERB: ask_code,
    REVOKE_VERB: revoke,
}
ANSWERS: dict[str, AnswerHandler] = {WALL_NAME: named, WALL_CODE: coded}
