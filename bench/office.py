"""Makes a command office as large as a benchmark wants it, enrolled and ready to run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.telegram import TOKEN, Address, Known
from bot import logs
from bot.clock import RealClock
from bot.runtime import Runtime, Setup
from office.decisions import issuing
from office.desk import Desk
from office.plan.files import read_plan
from office.plan.model import Plan
from office.upkeep import applying
from storage.database import Database, Session
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON, Appointment, Person

PLAN = Path(__file__).parents[1] / "plans" / "changji.yaml"
STAFF = "office_staff"
OF_OTHERS = (
    "teams",
    "counties",
    "outside",
    "control",
    "joint",
    "inspection",
    "registers",
    "filings",
    "official_forms",
    "consultation",
    "public_text",
)
"""What the real plan says of bodies around its agencies or of single ones, none of whom is here."""


@dataclass(frozen=True, slots=True)
class Office:
    """All that a process needs to run the bot."""

    address: Address
    database_url: str
    folder: Path
    paced: bool = False

    def setup(self) -> Setup:
        return Setup(
            token=TOKEN,
            api_base=self.address.url,
            database_url=self.database_url,
            data_dir=self.folder,
            paced=self.paced,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Runtime]:
        """Run the bot as in service, with its log in a file, and yield it idle."""
        with (self.folder / "bot.log").open("a") as log, redirect_stderr(log):
            logs.configure(as_json=True)
            runtime = Runtime(self.setup(), RealClock())
            await runtime.start()
            await runtime.settled()
            yield runtime
            await runtime.stop()


def plan_of(agencies: int, jurisdiction: str = "bench") -> Plan:
    """Give the real plan's rules to as many agencies as wanted; they get the measures for all."""
    facts = read_plan(PLAN).model_dump()
    pattern = facts["agencies"][0]
    facts["jurisdiction"] = jurisdiction
    facts["agencies"] = [pattern | _names(number) for number in range(agencies)]
    facts["groups"], facts["conferring"] = {}, ()
    for name in OF_OTHERS:
        del facts[name]
    for rungs in facts["ladders"].values():
        for rung in rungs:
            rung["copies_through"] = ()
    facts["measures"] = [_alone(one) for one in facts["measures"] if one["agencies"] == "all"]
    facts["owes"] = [
        one | {"ladder_for": {}, "form_for": {}}
        for one in facts["owes"]
        if one["who"] == ("agencies",)
    ]
    return Plan.model_validate(facts)


def _alone(measure: dict[str, Any]) -> dict[str, Any]:
    """The same measure without those that it would replace, which concern only some."""
    return measure | {"replaces": (), "assist": ()}


def _names(number: int) -> dict[str, str]:
    unit, chinese = f"Unit {number}", f"单位{number}"
    return {
        "id": f"a{number}",
        "name": chinese,
        "short": chinese,
        "name_en": unit,
        "short_en": unit,
    }


async def enrol(office: Office) -> Plan:
    """Enrol one jurisdiction: the office's group, an agency for each other group, the staff."""
    address, now = office.address, RealClock().now()
    plan, database = plan_of(len(address.groups)), Database(office.database_url)
    async with database.deciding(plan.jurisdiction) as session:
        await applying.apply(session, plan, now=now, actor="cli:bench")
        enrolment = Enrolment(session, plan.jurisdiction, now)
        enrolment.chat(address.office, ChatRole.OFFICE)
        for agency, group in zip(plan.agencies, address.groups, strict=True):
            enrolment.chat(Known(group.chat_id, group.title), ChatRole.AGENCY, agency.id)
            enrolment.person(group.liaison, LIAISON, agency.id)
        for person in address.staff:
            enrolment.chat(person, ChatRole.PERSON)
            enrolment.person(person, STAFF)
    await database.close()
    return plan


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Writes straight into the tables what the one-time codes would have done."""

    session: Session
    jurisdiction: str
    now: datetime

    def chat(self, known: Known, role: ChatRole, agency: str | None = None) -> None:
        self.session.add(
            Chat(
                jurisdiction=self.jurisdiction,
                chat_id=known.id,
                role=role,
                agency=agency,
                title=known.name,
                bot_is_admin=True,
                bound_at=self.now,
            )
        )

    def person(self, known: Known, position: str, agency: str | None = None) -> None:
        who: dict[str, Any] = {"jurisdiction": self.jurisdiction, "user_id": known.id}
        self.session.add(Person(**who, name=known.name, first_seen_at=self.now))
        held = Appointment(**who, position=position, agency=agency, since=self.now)
        self.session.add(held)


async def issue_alert(desk: Desk) -> Order:
    """Issue an order, as its chain leaves it, to every agency."""
    alert = Matter(jurisdiction=desk.jurisdiction, state=MatterState.DRAFT, created_at=desk.now)
    desk.session.add(alert)
    await desk.session.flush()
    order = Order(
        jurisdiction=desk.jurisdiction,
        matter_id=alert.key,
        kind=OrderKind.ISSUE,
        level="orange",
        starts_at=desk.now,
        hours=72,
        pollutant="pm25",
        grounds="bench",
        plan_version_id=desk.plan_version_id,
        drafted_by=0,
        drafted_at=desk.now,
        office_chat_id=0,
    )
    desk.session.add(order)
    await desk.session.flush()
    await issuing.issue(desk, order)
    return order
