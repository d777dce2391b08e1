"""Makes PTB handlers and menus from the tables of what people can do."""

import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import field
from types import ModuleType
from typing import Any, TypeVar

from telegram import BotCommand, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from handlers.decisions import (
    approvals,
    concluding,
    consents,
    declining,
    delegating,
    drafts,
    forms,
    leaving_out,
    minutes,
    public_texts,
    signed_copies,
    templates,
    wrapping_up,
)
from handlers.enrolment import joining, membership, public_channels, roster, tips
from handlers.enterprises import deciding, firms, lists
from handlers.entry import capacity, which_office, words
from handlers.lookups import (
    board,
    board_page,
    brief,
    cap_files,
    consultation_papers,
    drill_reports,
    exports,
    help,
    holidays,
    phones,
    privacy,
    seasons,
    signed_forms,
    workbench,
)
from handlers.matters import (
    alerts,
    appraisal_bulletins,
    bulletins,
    consultations,
    controls,
    convenings,
    exercises,
    measures,
    meetings,
    notices,
    office_work,
    registers,
    requests,
    tasks,
)
from handlers.region import asking, following, upper, urgent
from handlers.reports import (
    extensions,
    field_findings,
    opinions,
    oral_reports,
    questioned,
    registering,
    reported,
    reports,
    returning,
    to_upper,
    understanding,
    which_body,
)
from handlers.shifts import alarms as shift_alarms
from handlers.shifts import calls, handover, rota
from handlers.sky import forecasts
from handlers.sky import proposals as air_proposals
from handlers.supervision import (
    accepting,
    appraisal_leads,
    appraisal_replies,
    appraisals,
    disputing,
    findings,
    missed_by_many,
    missing,
    part_done,
    problem_steps,
    problems,
    referrals,
    sealing,
    slip_digests,
    slip_limits,
    slips,
)
from handlers.turns import addressing, guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, by_errand
from handlers.turns.turn import Turn, current_turn
from messages.keyboards import read_press
from messages.render import Words
from office.bodies.chat_roles import ROLES
from office.reading.typed import after_command
from office.refusal import Refusal
from storage.immutable import immutable

OurTurn = Callable[[Turn], Awaitable[None]]
PtbCallback = Callable[[Update, Any], Coroutine[Any, Any, None]]


ERRANDS: tuple[ModuleType, ...] = (
    alerts,
    drafts,
    forecasts,
    air_proposals,
    consultations,
    public_texts,
    tasks,
    notices,
    office_work,
    controls,
    convenings,
    exercises,
    requests,
    registers,
    lists,
    firms,
    deciding,
    meetings,
    approvals,
    consents,
    declining,
    leaving_out,
    minutes,
    concluding,
    signed_copies,
    delegating,
    forms,
    templates,
    wrapping_up,
    board,
    board_page,
    brief,
    missing,
    reported,
    returning,
    slips,
    slip_limits,
    slip_digests,
    missed_by_many,
    findings,
    problem_steps,
    bulletins,
    appraisal_bulletins,
    problems,
    accepting,
    appraisals,
    disputing,
    part_done,
    sealing,
    appraisal_leads,
    appraisal_replies,
    extensions,
    referrals,
    reports,
    opinions,
    field_findings,
    questioned,
    oral_reports,
    understanding,
    which_body,
    registering,
    measures,
    capacity,
    joining,
    public_channels,
    tips,
    roster,
    rota,
    shift_alarms,
    handover,
    calls,
    phones,
    asking,
    following,
    to_upper,
    upper,
    urgent,
    privacy,
    exports,
    consultation_papers,
    signed_forms,
    cap_files,
    drill_reports,
    holidays,
    seasons,
    which_office,
)
"""Each module lists what it offers in COMMANDS, BUTTONS and ANSWERS, as far as it has any."""


@immutable
class Tables:
    commands: dict[str, Command] = field(default_factory=dict)
    buttons: dict[str, ButtonHandler] = field(default_factory=dict)
    answers: dict[str, AnswerHandler] = field(default_factory=dict)


def whole() -> Tables:
    tables = merge(ERRANDS)
    desk, buttons = workbench.offers(tables.commands)
    _add(tables.commands, {desk.name: desk})
    _add(tables.buttons, buttons)
    own = help.commands(tuple(tables.commands.values()))
    _add(tables.commands, {command.name: command for command in own})
    return tables


def merge(errands: Iterable[ModuleType]) -> Tables:
    """One table of each kind; a name that stands in two modules is a mistake."""
    tables = Tables()
    for errand in errands:
        offered = vars(errand)
        commands: tuple[Command, ...] = offered.get("COMMANDS", ())
        _add(tables.commands, {command.name: command for command in commands})
        _add(tables.buttons, offered.get("BUTTONS", {}))
        _add(tables.answers, offered.get("ANSWERS", {}))
    return tables


T = TypeVar("T")


def _add(table: dict[str, T], more: Mapping[str, T]) -> None:
    twice = table.keys() & more.keys()
    if twice:
        raise ValueError(f"in two errands: {', '.join(sorted(twice))}")
    table.update(more)


def register(application: Application[Any, Any, Any, Any, Any, Any], tables: Tables) -> None:
    """PTB gives an update to the first of these handlers that fits."""
    application.add_handlers(
        [
            ChatMemberHandler(_turn(membership.member_changed), ChatMemberHandler.MY_CHAT_MEMBER),
            ChatMemberHandler(_turn(membership.other_changed), ChatMemberHandler.CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.LEFT_CHAT_MEMBER, _turn(membership.somebody_left)),
            MessageHandler(filters.StatusUpdate.MIGRATE, _turn(membership.migrated)),
            MessageHandler(filters.StatusUpdate.NEW_CHAT_TITLE, _turn(membership.renamed)),
            MessageHandler(filters.StatusUpdate.CHAT_SHARED, _turn(public_channels.shared)),
            *_buttons(tables),
            *(_command(command) for command in tables.commands.values()),
            MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGES, _turn(_unknown_command)),
            MessageHandler(_NUMBERS, _turn(phones.shared)),
            MessageHandler(_WORDS, _turn(_heard(tables))),
        ]
    )


# Edited messages are among them: an edited report is a new version of it.
_WORDS = filters.UpdateType.MESSAGES & ~filters.StatusUpdate.ALL
_NUMBERS = filters.UpdateType.MESSAGES & filters.CONTACT & filters.ChatType.PRIVATE


def _command(command: Command) -> CommandHandler[Any, Any]:
    async def run(turn: Turn) -> None:
        await _give(turn, command, _argument(turn))

    # Edited and forwarded commands come here too; the guard tells people why nothing happens.
    return CommandHandler(command.name, _turn(run), filters=filters.UpdateType.MESSAGES)


async def _give(turn: Turn, command: Command, argument: str) -> None:
    if command.edited and turn.is_edit and await command.edited(turn, argument):
        return
    await which_office.require(turn, command)
    guards.check(turn, command)
    await command.run(turn, argument)


def _buttons(tables: Tables) -> Iterator[CallbackQueryHandler[Any, Any]]:
    for verb, handler in tables.buttons.items():
        yield CallbackQueryHandler(_turn(_pressed(handler)), pattern=f"^{re.escape(verb)}(:|$)")
    yield CallbackQueryHandler(_turn(_unknown_button))


def _pressed(handler: ButtonHandler) -> OurTurn:
    async def run(turn: Turn) -> None:
        query = turn.update.callback_query
        await handler(turn, read_press((query.data if query else None) or ""))

    return run


def _heard(tables: Tables) -> OurTurn:
    async def run(turn: Turn) -> None:
        glued = addressing.glued_command(turn.message, turn.desk.bot_username)
        command = tables.commands.get(glued.name) if glued else None
        if glued is not None and command is not None:
            await _give(turn, command, glued.argument)
        else:
            await words.heard(turn, tables.answers, reports.received)

    return run


async def _unknown_button(turn: Turn) -> None:
    raise Refusal("button_obsolete")


async def _unknown_command(turn: Turn) -> None:
    text = turn.message.text or ""
    first = next(iter(text.split(maxsplit=1)), "")
    # In a group a command that is not addressed to us may be for another bot.
    addressed = first.casefold().endswith(f"@{turn.desk.bot_username.casefold()}")
    if turn.is_private or addressed:
        raise Refusal("unknown_command")


def _argument(turn: Turn) -> str:
    message = turn.message
    # PTB has checked that the first entity is the command. A command is ASCII, so its length in
    # UTF-16 units is its length here.
    return after_command((message.text or "")[message.entities[0].length :])


def _turn(run: OurTurn) -> PtbCallback:
    async def callback(update: Update, context: Any) -> None:
        await run(current_turn())

    return callback


def menus(tables: Tables, language: Words) -> dict[str, list[BotCommand]]:
    """The commands to show in each kind of chat. A menu gives no right; the guards do."""
    ordered = [one for those in by_errand(tables.commands.values()).values() for one in those]
    return {
        kind: [
            BotCommand(command.name, language.plain(f"menu_{command.name}"))
            for command in ordered
            if command.who in shown
        ]
        for kind, shown in ((role.texts, role.offers) for role in ROLES if role.offers)
    }
