"""Pushes the menus of commands to Telegram, at the start and when the office group changes."""

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
from storage import chats, plans
from storage.chats import ChatRole
from storage.database import Database
from storage.scope import EVERYWHERE, Scope

log = structlog.stdlib.get_logger(__name__)

TRY_AGAIN = timedelta(minutes=5)
Menus = dict[str, list[BotCommand]]


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
        return isinstance(row, chats.Chat) and row.role == ChatRole.OFFICE

    async def work(self) -> datetime | None:
        """Push what Telegram does not show yet."""
        complete = True
        for name, (scope, kind) in (await self._wanted()).items():
            if name not in self._pushed:
                complete &= await self._push(name, scope, self._menus[kind])
        return None if complete else self._clock.now() + TRY_AGAIN

    async def _wanted(self) -> dict[str, tuple[BotCommandScope, str]]:
        wanted: dict[str, tuple[BotCommandScope, str]] = {
            "private": (BotCommandScopeAllPrivateChats(), "private"),
            "agency": (BotCommandScopeAllGroupChats(), "agency"),
        }
        async with self._database.reading() as session:
            for jurisdiction in filter(self._scope.holds, await plans.jurisdictions(session)):
                office = await chats.office_chat(session, jurisdiction)
                if office is not None and office.reachable:
                    scope = BotCommandScopeChat(office.chat_id)
                    wanted[f"office {office.chat_id}"] = (scope, "office")
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
