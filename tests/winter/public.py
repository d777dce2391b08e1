"""Gives each office a public channel, and holds what stands there against what is in force."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox import Bot, Chat, Event, What
from storage.roster.chats import Chat as BoundChat
from storage.roster.chats import ChatRole
from tests.winter.company import Company
from tests.winter.tape import Course, Tape

SOON = timedelta(hours=2)
"""A text for the public may be read beforehand by whoever the plan names; that takes a while."""


@dataclass
class Channels:
    of: dict[str, Chat] = field(default_factory=dict)
    newest: dict[int, str] = field(default_factory=dict)

    async def open(self, company: Company) -> None:
        """Bind a channel for each office as two people of it would have done."""
        stage = company.stage
        for office in company.offices:
            name = f"{office.plan.name}发布"
            channel = stage.world.add_channel(name, [office.cast.staff], username=office.home)
            stage.world.add_bot_to_channel(channel, stage.cast.bot, by=office.cast.staff)
            self.of[office.home] = channel
            async with stage.database.deciding(office.home) as session:
                session.add(
                    BoundChat(
                        jurisdiction=office.home,
                        chat_id=channel.id,
                        role=ChatRole.PUBLIC,
                        title=name,
                        bot_is_admin=True,
                        bound_at=stage.clock.now(),
                    )
                )
        stage.world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        here = {chat.id for chat in self.of.values()}
        if event.what is not What.SENT or event.chat_id not in here:
            return
        if isinstance(event.subject.sender, Bot) and not event.subject.is_service:
            self.newest[event.subject.chat.id] = event.subject.text

    def wrong(self, company: Company, tape: Tape) -> Iterator[str]:
        """What stands last in a channel, otherwise than what holds now."""
        now = company.stage.clock.now()
        for office in company.offices:
            courses = tape.courses[office.home]
            if office.plan.public_text is None or not courses:
                continue
            text = self.newest.get(self.of[office.home].id, "")
            if wrong := fault(courses[-1], text, now):
                yield f"{office.home}: the public reads at {now:%m-%d %H:%M} {wrong}: {text[:60]}"


def fault(course: Course, text: str, now: datetime) -> str:
    if now - course.issued_at < SOON:
        return ""
    if course.ended_at is not None and now - course.ended_at > SOON:
        ended = "取消" if course.cancelled else "解除"
        return "" if ended in text else "of an alert that is over"
    if course.ended_at is None:
        level = [name for at, name in course.levels if at <= now - SOON][-1:]
        wanted = level or [course.levels[0][1]]
        return "" if wanted[0] in text else f"nothing of the {wanted[0]} alert"
    return ""
