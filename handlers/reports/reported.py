"""/reports: the office reads what was reported, by day, by body, and each report with its files."""

from collections.abc import Sequence

from handlers.turns import guards, menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office import enclosing
from office.bodies import agency_names, people
from office.enclosing import Enclosure
from office.matters import naming
from office.obligations import report_buttons
from office.plan.owed_kinds import report_kinds
from office.post import Posting
from office.records import reported
from office.refusal import Refusal
from office.reports import checking, returning
from storage.occasions import Occasion
from storage.owed import reports as stored_reports
from storage.owed.obligations import Obligation, ObligationState, OwedAlike
from storage.owed.reports import Report, ReportPart
from storage.subjects import Subject

DAY, ALL, BODIES, BODY, ONE, FILES = "rptday", "rptall", "rptbodies", "rptof", "rptone", "rptfiles"
SEND_BACK = "sback"
PAGE, COLUMNS, FILES_AT_ONCE = 24, 3, 10
ONE_A_ROW = 8


async def shown(turn: Turn, text: str) -> None:
    desk = turn.desk
    if text:
        await turn.say(await _of_body(turn, agency_names.meant(desk, text)))
        return
    known = await reported.occasions(desk)
    if not known:
        raise Refusal("reports_none")
    await turn.say(await _of_occasion(turn, known[0], 0))


async def day_pressed(turn: Turn, press: Press) -> None:
    _require_reader(turn)
    occasion = Occasion.known(press.word(2))
    if occasion is None or press.word(1) not in report_kinds():
        raise Refusal("button_obsolete")
    which = OwedAlike(press.number() or 0, press.word(1), occasion)
    await menus.replace(turn, await _of_occasion(turn, which, press.number(3)))


async def all_pressed(turn: Turn, press: Press) -> None:
    _require_reader(turn)
    desk = turn.desk
    known = await reported.occasions(desk)
    here = menus.page_of(
        [_to(await _name(turn, one), one) for one in known], press.number(), ONE_A_ROW
    )
    message = Message(
        desk.words.phrase("reports_choose"),
        (*menus.rows(here.shown, 1), *_line(menus.turning(turn, ALL, here))),
    )
    await menus.replace(turn, message)


async def bodies_pressed(turn: Turn, press: Press) -> None:
    _require_reader(turn)
    desk = turn.desk
    ids = [body.id for body in desk.plan.bodies]
    buttons = [button(agency_names.short(desk, one), BODY, one) for one in ids]
    here = menus.page_of(buttons, press.number(), PAGE)
    message = Message(
        desk.words.phrase("reports_choose_body"),
        (*menus.rows(here.shown, COLUMNS), *_line(menus.turning(turn, BODIES, here))),
    )
    await menus.replace(turn, message)


async def body_pressed(turn: Turn, press: Press) -> None:
    _require_reader(turn)
    await menus.replace(turn, await _of_body(turn, press.word()))


async def one_pressed(turn: Turn, press: Press) -> None:
    """Say it in a message of its own: it may be long, and an edit shows one message alone."""
    _require_reader(turn)
    desk = turn.desk
    report, owed = await reported.report_on(desk, press.number() or 0)
    html = desk.words.text("report_shown", await reported.shown(desk, report, owed))
    keyboard = await _under_report(turn, report, owed)
    await turn.say(Message(html, keyboard), Posting(Subject.of(owed)))


async def files_pressed(turn: Turn, press: Press) -> None:
    """Send them here again by Telegram's id, a few at a time, as a group takes 20 a minute."""
    _require_reader(turn)
    report, owed = await _report_known(turn, press.number() or 0)
    files, elsewhere = _sendable(await reported.newest_parts(turn.desk, report))
    start = press.number(1) or 0
    some = files[start : start + FILES_AT_ONCE]
    if not some:
        raise Refusal("report_no_files")
    facts = {"agency": await naming.agency_name(turn.desk, owed), "count": len(files)}
    facts |= {"matter": naming.matter_of(turn.desk, owed), "serial": report.serial}
    for number, one in enumerate(some, start + 1):
        caption = turn.desk.words.phrase("report_file", number=number, **facts)
        await enclosing.send(turn.desk, turn.place, one, caption, Posting(Subject.of(owed)))
    left = files[start + len(some) :]
    if left:
        await _offer_more(turn, report, start + len(some), len(left))
    elif elsewhere:
        await turn.answer("report_files_elsewhere", count=elsewhere)
    turn.show("report_files_sent", count=len(some))


async def right_pressed(turn: Turn, press: Press) -> None:
    """The message stays as it is; the lists say it when they are asked for anew."""
    await checking.check(turn.desk, turn.person, press.number() or 0, press.number(1))
    turn.show("figures_checked")


async def _report_known(turn: Turn, report_id: int) -> tuple[Report, Obligation]:
    report = await stored_reports.find(turn.desk.session, report_id)
    if report is None:
        raise Refusal("button_obsolete")
    return await reported.report_on(turn.desk, report.obligation_id)


async def _offer_more(turn: Turn, report: Report, start: int, left: int) -> None:
    words = turn.desk.words
    more = button(words.plain("button_report_files_more", count=left), FILES, report.key, start)
    await turn.say(Message(words.phrase("report_files_sent", count=start), ((more,),)))


def _sendable(parts: Sequence[ReportPart]) -> tuple[list[Enclosure], int]:
    """The files that Telegram sends again as what they are, and how many it does not."""
    held = [part for part in parts if part.file_id is not None]
    again = [
        Enclosure(part.kind, part.file_id)
        for part in held
        if part.kind in enclosing.SENT_AGAIN and part.file_id is not None
    ]
    return again, len(held) - len(again)


async def _of_occasion(turn: Turn, which: OwedAlike, page: int | None) -> Message:
    desk = turn.desk
    rows = await reported.owed_alike(desk, which)
    if not rows:
        raise Refusal("button_obsolete")
    html = desk.words.text("reports_of_occasion", await reported.list_of(desk, rows))
    known = await stored_reports.standing(desk.session, [row.key for row in rows])
    ones = [
        button(await naming.agency_short(desk, row), ONE, row.key)
        for row in rows
        if row.key in known
    ]
    here = menus.page_of(ones, page, PAGE)
    acts = _acts(turn, which, rows)
    return Message(
        html,
        (
            *menus.rows(here.shown, COLUMNS),
            *_line(_pages(turn, which, here)),
            *_line(acts),
            *_line(await _beside(turn, which)),
        ),
    )


def _acts(turn: Turn, which: OwedAlike, rows: Sequence[Obligation]) -> tuple[Button, ...]:
    """What the office does about whoever has not reported; whoever only reads does nothing."""
    is_owed = any(row.state == ObligationState.OPEN for row in rows)
    if not is_owed or not turn.person.can(turn.desk, "office"):
        return ()
    words, key = turn.desk.words, _key(which)
    return (
        button(
            words.plain("button_remind", matter=naming.matter_of(turn.desk, rows[0])),
            "remind",
            *key,
        ),
        *report_buttons.register(words, *key),
    )


def _pages(turn: Turn, which: OwedAlike, page: menus.Page) -> tuple[Button, ...]:
    words = turn.desk.words
    before = button(words.plain("button_page_before"), DAY, *_key(which), page.number - 1)
    after = button(words.plain("button_page_after"), DAY, *_key(which), page.number + 1)
    return (
        *([before] if page.number > 0 else []),
        *([after] if page.number < page.last else []),
    )


async def _beside(turn: Turn, which: OwedAlike) -> tuple[Button, ...]:
    words, known = turn.desk.words, await reported.occasions(turn.desk)
    at = known.index(which) if which in known else -1
    before = known[at + 1 : at + 2] if at >= 0 else []
    after = known[at - 1 : at] if at > 0 else []
    return (
        *(_to(words.plain("button_reports_day_before"), one) for one in before),
        *(_to(words.plain("button_reports_day_after"), one) for one in after),
        button(words.plain("button_reports_all"), ALL, 0),
        button(words.plain("button_reports_bodies"), BODIES, 0),
    )


async def _of_body(turn: Turn, body: str) -> Message:
    desk = turn.desk
    rows = await reported.of_body(desk, body)
    view = await reported.list_of_body(desk, body, rows)
    known = await stored_reports.standing(desk.session, [row.key for row in rows])
    ones = [button(naming.matter_of(desk, row), ONE, row.key) for row in rows if row.key in known]
    back = button(desk.words.plain("button_reports_bodies"), BODIES, 0)
    return Message(
        desk.words.text("reports_of_body", view), (*menus.rows(ones[:ONE_A_ROW], 1), (back,))
    )


async def _under_report(turn: Turn, report: Report, owed: Obligation) -> Keyboard:
    words = turn.desk.words
    files, _ = _sendable(await reported.newest_parts(turn.desk, report))
    label = words.plain("button_report_files", count=len(files))
    seen = button(label, FILES, report.key, 0)
    line = [seen] if files else []
    if not turn.person.can(turn.desk, "office"):
        return _line(tuple(line))
    count, version = await checking.asks(turn.desk, owed, report)
    if count:
        right = words.plain("button_figures_right", count=count)
        line.append(button(right, checking.VERB, report.key, version))
    if owed.state in returning.ANSWERED:
        newest = await returning.newest_part(turn.desk, report)
        line.append(button(words.plain("button_sendback"), SEND_BACK, report.key, newest))
    return _line(tuple(line))


async def _name(turn: Turn, which: OwedAlike) -> str:
    rows = await reported.owed_alike(turn.desk, which)
    return naming.matter_of(turn.desk, rows[0])


def _to(label: str, which: OwedAlike) -> Button:
    return button(label, DAY, *_key(which), 0)


def _key(which: OwedAlike) -> tuple[int, str, str]:
    return which.matter_id, which.kind, str(which.occasion)


def _line(buttons: tuple[Button, ...]) -> Keyboard:
    return (buttons,) if buttons else ()


def _require_reader(turn: Turn) -> None:
    # A press can be forged in any chat; what bodies report is read where the office reads it.
    if Who.READER not in guards.offered(turn):
        raise Refusal("office_place")
    people.require_reader(turn.desk, turn.person)


COMMANDS: tuple[Command, ...] = (Command("reports", shown, Who.READER, Errand.REPORTS),)
BUTTONS: dict[str, ButtonHandler] = {
    DAY: day_pressed,
    ALL: all_pressed,
    BODIES: bodies_pressed,
    BODY: body_pressed,
    ONE: one_pressed,
    FILES: files_pressed,
    checking.VERB: right_pressed,
}
ANSWERS: dict[str, AnswerHandler] = {}
