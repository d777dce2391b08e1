"""The doctor looks at everything a working bot needs, and says what to do about each problem."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import typer
from telegram import User, WebhookInfo
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.cli import doctor_enrolment, doctor_keeping
from bot.cli.doctor_findings import Finding, Grade, problem, warning, well
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from bot.telegram.gateway import Bot, build_application
from office.delivery.channels import OFFICE
from office.plan.files import stored_plan
from office.plan.languages import in_language
from office.plan.model import Plan
from storage.books import plans
from storage.database import Database, Session, away, missing_file
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.upkeep import migrate

CLOCK_TOLERANCE = timedelta(seconds=5)
ADMIN = ("administrator", "creator")
EXITS = {Grade.PROBLEM: 1, Grade.WARNING: 3, Grade.WELL: 0}
"""The exit code of each grade, the gravest first; 2 is that of a wrong setting."""


def tell() -> None:
    chosen = load_here()
    raise typer.Exit(EXITS[asyncio.run(_tell(chosen))])


async def _tell(chosen: Settings) -> Grade:
    """Tell each finding as it comes, then sum them up; return the gravest grade."""
    grades = Counter[Grade]()
    async for finding in examine(chosen, chosen.make_clock().now):
        said = sentence(chosen.locale, f"doctor_{finding.key}", **finding.facts)
        typer.echo(f"{finding.grade.value} {said}")
        grades[finding.grade] += 1
    problems, warnings = grades[Grade.PROBLEM], grades[Grade.WARNING]
    typer.echo(sentence(chosen.locale, "doctor_sum", problems=problems, warnings=warnings))
    return next(grade for grade in EXITS if grades[grade])


async def examine(settings: Settings, now: Callable[[], datetime]) -> AsyncGenerator[Finding, None]:
    """Yield each finding as soon as it is made."""
    bound: list[Chat] = []
    database = await database_of(settings)
    yield database
    if database.ok:
        async with aclosing(_stored(settings, bound)) as findings:
            async for finding in findings:
                yield finding
    else:
        yield warning("stored_unchecked")
    async with aclosing(
        doctor_keeping.examine(settings, now(), has_record=database.ok)
    ) as findings:
        async for finding in findings:
            yield finding
    yield await _clock(settings, now)
    async with aclosing(_telegram(settings, bound)) as findings:
        async for finding in findings:
            yield finding


async def database_of(settings: Settings) -> Finding:
    missing = await asyncio.to_thread(missing_file, settings.database())
    if missing is not None:
        return problem("database_missing", path=missing)
    try:
        revision = await migrate.current_revision(settings.database())
    except away() as error:
        return problem("database_away", reason=type(error).__name__)
    if revision is None:
        return problem("database_empty")
    return _revision(revision)


def _revision(revision: str) -> Finding:
    try:
        migrate.check_known(revision)
    except migrate.NewerDatabase:
        return problem("database_newer", revision=revision, head=migrate.HEAD)
    if revision != migrate.HEAD:
        return problem("database_old", revision=revision, head=migrate.HEAD)
    return well("database", revision=revision)


async def _stored(settings: Settings, bound: list[Chat]) -> AsyncGenerator[Finding, None]:
    database = Database(settings.database())
    try:
        async with database.reading() as session:
            plan_of = await _plans(session, settings.locale)
            bound += await chats.all_bound(session)
            missing = [
                finding
                for plan in plan_of.values()
                for finding in await doctor_enrolment.examine(session, plan)
            ]
    finally:
        await database.close()
    yield well("plan", jurisdictions=tuple(plan_of)) if plan_of else problem("no_plan")
    yield _channels(settings, plan_of)
    for finding in missing:
        yield finding
    lost = [chat.title or str(chat.chat_id) for chat in bound if not chat.reachable]
    if lost:
        yield problem("unreachable", chats=lost)
    elif bound:
        yield well("reachable", count=len(bound))


async def _plans(session: Session, locale: str) -> dict[str, Plan]:
    return {
        jurisdiction: in_language(stored_plan(row.content), locale)
        for jurisdiction in await plans.jurisdictions(session)
        if (row := await plans.latest_version(session, jurisdiction)) is not None
    }


def _channels(settings: Settings, plan_of: Mapping[str, Plan]) -> Finding:
    # An address that the plan knows nothing of would never be used.
    addresses = settings.addresses()
    unknown = [".".join(address) for address in addresses if not _has_place(plan_of, address)]
    if unknown:
        return problem("channels_unknown", names=unknown)
    return well("channels", count=len(addresses))


def _has_place(plan_of: Mapping[str, Plan], address: tuple[str, str, str]) -> bool:
    jurisdiction, recipient, channel = address
    plan = plan_of.get(jurisdiction)
    if plan is None:
        return False
    is_known = recipient == OFFICE or plan.known_body(recipient) is not None
    return is_known and any(one.id == channel for one in plan.channels_of(recipient))


async def _clock(settings: Settings, now: Callable[[], datetime]) -> Finding:
    if settings.clock is not None:
        return problem("clock_rehearsal")
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(settings.api_base)
    except httpx.HTTPError:
        return warning("clock_unchecked")
    if "date" not in answer.headers:
        return warning("clock_unknown")
    there = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    # The header tells whole seconds, so one second of the difference may be its rounding.
    off = abs(now() - there) - timedelta(seconds=1)
    if off > CLOCK_TOLERANCE:
        return problem("clock_off", seconds=round(off.total_seconds()))
    return well("clock")


async def _telegram(settings: Settings, bound: list[Chat]) -> AsyncGenerator[Finding, None]:
    # Each bot is asked about its own chats alone.
    for token, scope in settings.setup().bots:
        theirs = [chat for chat in bound if scope.holds(chat.jurisdiction)]
        async with aclosing(_one_bot(settings, token, theirs)) as findings:
            async for finding in findings:
                yield finding


async def _one_bot(
    settings: Settings, token: str, bound: list[Chat]
) -> AsyncGenerator[Finding, None]:
    bot: Bot = build_application(token, settings.api_base).bot
    pushed = settings.webhook_url is not None
    try:
        await bot.initialize()
        async with aclosing(_bot(bot, bound, pushed=pushed)) as findings:
            async for finding in findings:
                yield finding
    except InvalidToken:
        yield problem("token_refused")
    except TelegramError as error:
        yield problem("telegram_away", reason=type(error).__name__)
    finally:
        await bot.shutdown()


async def _bot(bot: Bot, bound: list[Chat], *, pushed: bool) -> AsyncGenerator[Finding, None]:
    yield well("token", username=bot.username)
    yield _delivery(await bot.get_webhook_info(), pushed=pushed)
    groups = [chat for chat in bound if chat.role != ChatRole.PERSON and chat.reachable]
    blind = [chat.title for chat in groups if not await _is_admin(bot, chat)]
    if groups:
        yield _sight(bot.bot, blind, len(groups))


def _delivery(hook: WebhookInfo, *, pushed: bool) -> Finding:
    if not pushed:
        return problem("webhook") if hook.url else well("polling")
    if not hook.url:
        return problem("no_webhook")
    if hook.last_error_message:
        return problem("webhook_errors", reason=hook.last_error_message)
    return well("pushed")


def _sight(me: User, blind: list[str], groups: int) -> Finding:
    # Where the bot is no admin, privacy mode hides from it what is not a reply to it.
    if not blind:
        return well("admin", count=groups)
    if me.can_read_all_group_messages:
        return problem("not_admin", chats=blind)
    return problem("blind", chats=blind)


async def _is_admin(bot: ExtBot[None], chat: Chat) -> bool:
    try:
        member = await bot.get_chat_member(chat.chat_id, bot.id)
    except (BadRequest, Forbidden):
        return False
    return member.status in ADMIN
