"""Pushes the menus of commands to Telegram, at the start and when a chat with its own joins."""

from datetime import datetime, timedelta

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.clock import Clock
from bot.telegram.gateway import Bot
from office.bodies.chat_roles import BY_NAME, ROLES, ChatTexts
from storage.database import Database
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.scope import EVERYWHERE, Scope

log = structlog.stdlib.get_logger(__name__)

TRY_AGAIN = timedelta(minutes=5)
Menus = dict[str, list[BotCommand]]
SHOWN_BY_DEFAULT = (ChatTexts.PRIVATE, ChatTexts.AGENCY)
"""In every private chat and in every group: chats with another menu are told of one by one."""
OTHERS = frozenset(
    role.name for role in ROLES if role.offers and role.texts not in SHOWN_BY_DEFAULT
)


def _own_menu(chat: Chat) -> tuple[BotCommandScope, str]:
    return BotCommandScopeChat(chat.chat_id), BY_NAME[ChatRole(chat.role)].texts


class MenuKeeper:
    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        menus: Menus,
        scope: Scope = EVERYWHERE,
    ) -> None:
        self._database = database
        self._scope = scope
        self._bot = bot
        self._clock = clock
        self._menus = menus
        self._pushed: set[str] = set()

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        return isinstance(row, Chat) and row.role in OTHERS

    async def work(self) -> datetime | None:
        """Push what Telegram does not show yet."""
        complete = True
        for name, (scope, kind) in (await self._wanted()).items():
            if name not in self._pushed:
                complete &= await self._push(name, scope, self._menus[kind])
        return None if complete else self._clock.now() + TRY_AGAIN

    async def _wanted(self) -> dict[str, tuple[BotCommandScope, str]]:
        wanted: dict[str, tuple[BotCommandScope, str]] = {
            "private": (BotCommandScopeAllPrivateChats(), ChatTexts.PRIVATE),
            "agency": (BotCommandScopeAllGroupChats(), ChatTexts.AGENCY),
        }
        async with self._database.reading() as session:
            for chat in await chats.reachable_in_roles(session, OTHERS):
                if self._scope.holds(chat.jurisdiction):
                    wanted[f"{chat.role} {chat.chat_id}"] = _own_menu(chat)
        return wanted

    async def _push(self, name: str, scope: BotCommandScope, menu: list[BotCommand]) -> bool:
        try:
            await self._bot.set_my_commands(menu, scope=scope)
        except (BadRequest, Forbidden) as error:
            # The chat is not there, or not in this form; a menu is only a convenience.
            log.info("menu_refused", scope=name, error=error.message)
        except TelegramError as error:
            log.warning("menu_not_set", scope=name, error=f"{type(error).__name__}: {error}")
            return False
        self._pushed.add(name)
        return True
