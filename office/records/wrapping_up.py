"""Wrapping up an alert after its lift 办结归档: one press, and all that the file needs is made.

Nothing is signed here by itself: a form that nobody signed yet is offered to be filled in.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from messages.render import Message
from office import post, wanting
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.matters import naming
from office.paperwork import assessments, filling, form_signing, forms, printing
from office.paperwork.printing import SentTo
from office.plan.official_forms import FormTime, OfficialForm
from office.plan.owed_kinds import report_kinds
from office.post import Place, Posting
from office.records import export_commands, wrap_up_texts
from office.records.ledgers import scope
from office.refusal import Refusal
from office.wanting import FileWish
from storage.decisions import filled_forms, matters
from storage.decisions import wrap_ups as store
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter
from storage.decisions.wrap_ups import WrapUp
from storage.delivery import outbox, wanted_files
from storage.delivery.outbox import DeliveryKind
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.owed import obligations
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

AT_THE_END = (FormTime.LIFT, FormTime.NONE)
"""The forms that are part of the file: that of the lift, and those that are due at no time."""
Owing = dict[str, Any]


async def ended_alert(desk: Desk, matter_id: int) -> Matter:
    found = await matters.matter(desk.session, matter_id)
    own = found is not None and found.jurisdiction == desk.jurisdiction
    if found is None or not own or not forms.can_be_wrapped_up(found):
        raise Refusal("button_obsolete")
    return found


async def still_owed(desk: Desk, alert: Matter) -> list[Owing]:
    """Reports that are owed yet. The assessment has days of its own, and nobody waits for it."""
    kinds = [one for one in report_kinds() if one != assessments.OWED]
    bodies: dict[str, list[str]] = {}
    for row in await obligations.open_of_matter(desk.session, alert.key, *kinds):
        named = bodies.setdefault(naming.matter_of(desk, row), [])
        named.append(await naming.agency_short(desk, row))
    return [{"matter": matter, "bodies": names} for matter, names in bodies.items()]


async def wrap_up(desk: Desk, who: Actor, place: Place, alert: Matter) -> WrapUp:
    """Keep who did it and when, once; a second call returns the first one's row."""
    require_office(desk, who)
    known = await store.of_matter(desk.session, alert.key)
    if known is not None:
        return known
    row = WrapUp(
        jurisdiction=desk.jurisdiction,
        matter_id=alert.key,
        wrapped_up_by=who.user_id,
        wrapped_up_at=desk.now,
        still_owed=await still_owed(desk, alert),
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("alert_wrapped_up", f"alert:{alert.key}", owed=len(row.still_owed))
    await _have_made(desk, who, place, row)
    return row


async def make_again(desk: Desk, who: Actor, place: Place, alert: Matter) -> WrapUp:
    require_office(desk, who)
    row = await store.of_matter(desk.session, alert.key)
    if row is None:
        raise Refusal("button_obsolete")
    if any(one.state == WantedState.WAITING for one in await files_of(desk, row)):
        raise Refusal("wrap_up_under_way")
    await desk.record("alert_files_made_again", f"alert:{alert.key}")
    await _have_made(desk, who, place, row)
    return row


async def files_of(desk: Desk, row: WrapUp) -> list[WantedFile]:
    return [await wanted_files.wanted_file(desk.session, one) for one in row.files]


async def follow(desk: Desk, file: WantedFile) -> None:
    """One of its files was made or given up: the summary says so."""
    alert_id = file.is_about(SubjectKind.MATTER)
    row = await store.of_matter(desk.session, alert_id) if alert_id is not None else None
    if row is None or row.summary_id is None or file.key not in row.files:
        return
    shown = await outbox.delivery(desk.session, row.summary_id)
    await post.edit(desk, shown, post.last_part(await _summary(desk, row)))


async def _have_made(desk: Desk, who: Actor, pressed_in: Place, row: WrapUp) -> None:
    alert = await desk.session.get_one(Matter, row.matter_id)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    place = Place.of(office) if office is not None else pressed_in
    about = Posting(Subject.of(alert))
    wished = [
        await wanting.want(desk, place, wish, posting=about, wanted_by=who.user_id)
        for wish in await _wishes(desk, alert)
    ]
    row.files = [one.key for one in wished]
    await _forms(desk, place, alert)
    message = await _summary(desk, row)
    # It answers a press, and stands above the forms and files that it tells of.
    said = replace(about, ahead=True)
    shown = await post.send(desk, place, DeliveryKind.OFFICE, message, said)
    row.summary_id = shown.key
    desk.session.add(row)
    await desk.session.flush()


async def _wishes(desk: Desk, alert: Matter) -> list[FileWish]:
    found = []
    if alert.episode_id is not None:
        asked = {"episode": alert.episode_id}
        found.append(_wish(desk, "ledger", asked, (await scope.scope_of(desk, asked)).title))
    if assessments.headings(await forms.plan_of(desk, alert), alert):
        paper = await assessments.paper_of(desk, alert)
        caption = desk.words.phrase("wrap_up_assessment", name=paper.name)
        found.append(await printing.wish_of(desk, paper, caption))
    named = await forms.matter_named(desk, alert)
    return [*found, _wish(desk, "evidence", {"alert": alert.key}, named)]


def _wish(desk: Desk, kind: str, asked: Mapping[str, Any], title: str) -> FileWish:
    name = desk.words.plain(f"{kind}_file", title=title)
    caption = desk.words.phrase(f"{kind}_caption", title=title)
    return FileWish(kind, asked, name, caption, instead=export_commands.command(kind, asked))


async def _forms(desk: Desk, place: Place, alert: Matter) -> None:
    """What is signed comes as it was kept; what nobody has begun is offered.

    One that was sent back has a card with what it said, and one that was put aside was decided on.
    """
    begun = {row.form for row in await filled_forms.of_matters(desk.session, [alert.key])}
    for form, row in await _rows(desk, alert):
        if form.id not in begun:
            await filling.offer(desk, place, alert, form)
        elif row is not None and row.state == FormState.SIGNED:
            caption = desk.words.phrase("form_kept", title=form.name, serial=row.serial or "")
            paper = form_signing.paper_of(form, row)
            await printing.send_again(desk, paper, SentTo(place, caption))


async def _rows(desk: Desk, alert: Matter) -> list[tuple[OfficialForm, FilledForm | None]]:
    plan, today = await forms.plan_of(desk, alert), desk.local(desk.now).date()
    wanted = [form for form in plan.official_forms if form.when in AT_THE_END]
    return [(form, await forms.newest(desk, alert, form, today)) for form in wanted]


async def _summary(desk: Desk, row: WrapUp) -> Message:
    alert = await desk.session.get_one(Matter, row.matter_id)
    return await wrap_up_texts.summary(desk, row, alert, await _rows(desk, alert))
