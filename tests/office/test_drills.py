"""Whatever is said about an exercise leaves with its marks, and nothing that is real has them."""

from datetime import timedelta

import pytest

from bot.sending import claims
from messages import LOCALES, drills
from messages.length import TEXT_LIMIT, plain, units
from messages.render import Message, words_in
from office import post
from office.delivery import channels
from office.delivery.channels import ChannelNotice
from office.delivery_kinds import Lane, rules_of
from office.desk import Desk
from office.matters.order_texts import matter_title
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.post import Place, Posting
from storage.decisions import matters as store
from storage.decisions.approvals import Approval
from storage.decisions.filled_forms import FilledForm
from storage.decisions.matters import Matter, Order
from storage.decisions.minutes import Minutes
from storage.delivery import about
from storage.delivery import channels as channel_store
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.enterprises.decisions import EnterpriseDecision
from storage.enterprises.enterprises import Enterprise
from storage.occasions import of_order
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation
from storage.problems.listings import ProblemListing
from storage.problems.problems import Problem
from storage.region.cap_messages import CapOutcome, ReceivedCap
from storage.region.urgent import UrgentDispatch
from storage.rota.alarms import Alarm
from storage.rota.shifts import Shift
from storage.sky.consultation_papers import ConsultationPaper, ConsultationPaperKind
from storage.sky.consultations import ConsultationBox, ConsultationOpinion
from storage.sky.proposals import AirErrand, AirProposal
from storage.subjects import Subject, SubjectKind
from storage.supervision.missed_occasions import MissedOccasion
from storage.supervision.slip_batches import SlipBatch
from storage.supervision.slip_digests import SlipDigest
from storage.supervision.slips import Slip
from tests.office.episodes import alert_in_force

HEAD, FOOT = "【演练】\n", "\n以上为演练内容，并非真实情况。【演练】"
HERE = Place(-5)
LONG = "\n\n".join("重污染" * 400 for _ in range(9))


@pytest.fixture(params=[True, False], ids=["drill", "real"])
async def opened(desk: Desk, request: pytest.FixtureRequest) -> Matter:
    return await alert_in_force(desk, since=desk.now - timedelta(days=1), drill=request.param)


@pytest.fixture
async def order(desk: Desk, opened: Matter) -> Order:
    return (await store.issued_orders(desk.session, opened.key))[-1]


def is_marked(text: str) -> bool:
    said = plain(text)
    assert said.startswith(HEAD) == said.endswith(FOOT)
    assert units(said) <= TEXT_LIMIT
    return said.startswith(HEAD)


async def leaving(desk: Desk, *rows: Delivery) -> list[str]:
    taken = await claims.take(desk, [row.key for row in rows])
    assert len(taken) == len(rows)
    return [out.text for out in taken]


async def arrived(desk: Desk, row: Delivery) -> Delivery:
    row.state, row.message_id = DeliveryState.SENT, 7
    desk.session.add(row)
    await desk.session.flush()
    return row


async def test_each_kind_of_message_has_its_marks(desk: Desk, opened: Matter, order: Order) -> None:
    """Each part of a long text has them, a text that is sent again, and each edit."""
    for number, kind in enumerate(DeliveryKind):
        said = await _said_and_edited(desk, order, Place(-5 - number), kind)
        assert (kind, {is_marked(text) for text in said}) == (kind, {opened.drill})


async def _said_and_edited(desk: Desk, order: Order, there: Place, kind: DeliveryKind) -> list[str]:
    """Every text of it that leaves."""
    last = await post.send(desk, there, kind, Message(LONG), Posting(Subject.of(order)))
    parts = [last]
    while parts[0].after_id is not None:
        parts.insert(0, await desk.session.get_one(Delivery, parts[0].after_id))
    assert len(parts) > 2
    parts[0].repeated = True
    said = await leaving(desk, *parts)

    shown = await arrived(desk, last)
    await post.pin(desk, shown)
    edit = await post.edit(desk, shown, Message(LONG), kind=DeliveryKind.UPDATE)
    post.change_edit(desk, edit, Message(f"{LONG}改"))
    return said + await leaving(desk, edit)


async def _owed(desk: Desk, order: Order) -> Obligation:
    asking = Asking("receipt", of_order(order.key), desk.now, desk.now)
    [row] = await lifecycle.open_all(desk, order.matter_id, order.key, asking, ["gongan"])
    return row


async def _subject(desk: Desk, order: Order, kind: SubjectKind) -> Subject:
    owed = await _owed(desk, order)
    said = await post.send(
        desk, HERE, DeliveryKind.OFFICE, Message("文"), Posting(Subject.of(owed))
    )
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        drill=owed.drill,
        agency="gongan",
        step="yellow",
        serial="1",
        matter="收到",
        issued_at=desk.now,
    )
    asked = Extension(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency="gongan",
        asked_by=7,
        asked_at=desk.now,
        reason="核实数据",
        step="none",
    )
    shift = Shift(
        jurisdiction=desk.jurisdiction,
        name="白班",
        starts_at=desk.now,
        ends_at=desk.now,
        officer="某某",
        entered_by=7,
        entered_at=desk.now,
    )
    batch = SlipBatch(
        jurisdiction=desk.jurisdiction,
        plan_version_id=order.plan_version_id,
        signing={"drill": owed.drill},
        drafted_at=desk.now,
    )
    missed = MissedOccasion(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        kind=owed.kind,
        occasion=owed.occasion,
        drill=owed.drill,
        asked_at=desk.now,
        until=desk.now,
        missed=3,
        owing=5,
    )
    digest = SlipDigest(
        jurisdiction=desk.jurisdiction,
        plan_version_id=order.plan_version_id,
        kind=owed.kind,
        step="yellow",
        copying="asked",
        drill=owed.drill,
        began_at=desk.now,
        facts={},
    )
    step = Approval(
        jurisdiction=desk.jurisdiction,
        subject_kind=SubjectKind.ORDER,
        subject_id=order.key,
        step=9,
        position="director",
    )
    form = FilledForm(
        jurisdiction=desk.jurisdiction,
        form="start",
        matter_id=order.matter_id,
        drill=order.drill,
        day=desk.local(desk.now).date(),
        opened_at=desk.now,
    )
    firm = Enterprise(
        jurisdiction=desk.jurisdiction, name="甲厂", name_key="甲厂", created_at=desk.now
    )
    problem = Problem(
        jurisdiction=desk.jurisdiction,
        drill=order.drill,
        serial="1",
        filed_by=7,
        filed_at=desk.now,
        found="裸土未覆盖",
    )
    minutes = Minutes(
        jurisdiction=desk.jurisdiction,
        order_id=order.key,
        drill=order.drill,
        text="会议纪要",
        drafted_by=7,
        drafted_at=desk.now,
    )
    urgent = UrgentDispatch(
        jurisdiction=desk.jurisdiction,
        drill=order.drill,
        kind="accident",
        text="一处管道泄漏",
        plan_version_id=order.plan_version_id,
        drafted_by=7,
        drafted_at=desk.now,
    )
    desk.session.add_all([slip, asked, shift, batch, missed, digest, step, form, firm])
    desk.session.add_all([problem, minutes, urgent])
    await desk.session.flush()
    listing = ProblemListing(
        jurisdiction=desk.jurisdiction,
        problem_id=problem.key,
        drill=order.drill,
        plan_version_id=order.plan_version_id,
        liaison="值班员乙",
        proposed_by=7,
        proposed_at=desk.now,
    )
    desk.session.add(listing)
    decided = EnterpriseDecision(
        jurisdiction=desk.jurisdiction,
        enterprise_id=firm.key,
        kind="interview",
        drill=order.drill,
        plan_version_id=order.plan_version_id,
        drafted_by=7,
        drafted_at=desk.now,
    )
    desk.session.add(decided)
    alarm = Alarm(
        jurisdiction=desk.jurisdiction,
        concern="receipts",
        shift_id=shift.key,
        raised_at=desk.now,
        subject_kind=SubjectKind.ORDER,
        subject_id=order.key,
    )
    desk.session.add(alarm)
    proposed = AirProposal(
        jurisdiction=desk.jurisdiction,
        errand=AirErrand.START,
        drill=order.drill,
        plan_version_id=order.plan_version_id,
        starts_at=desk.now,
        ends_at=desk.now,
        made_at=desk.now,
        changed_at=desk.now,
    )
    desk.session.add(proposed)
    opinion = ConsultationOpinion(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        drill=order.drill,
        box=ConsultationBox.EXPERTS,
        text="同意",
        written_by=7,
        written_at=desk.now,
    )
    desk.session.add(opinion)
    cap = ReceivedCap(
        jurisdiction=desk.jurisdiction,
        sender="cap.zhou",
        identifier="1",
        sent_at=desk.now,
        body="zhou",
        drill=order.drill,
        outcome=CapOutcome.DRILL,
        sha256="0" * 64,
        file_name="1.xml",
        received_at=desk.now,
    )
    desk.session.add(cap)
    paper = ConsultationPaper(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        drill=order.drill,
        kind=ConsultationPaperKind.FORM,
        serial="昌污指会商〔2026〕1号",
        title="会商报告单",
        made_at=desk.now,
    )
    desk.session.add(paper)
    await desk.session.flush()
    ids = {
        SubjectKind.MATTER: order.matter_id,
        SubjectKind.ORDER: order.key,
        SubjectKind.OBLIGATION: owed.key,
        SubjectKind.SLIP: slip.key,
        SubjectKind.SLIP_BATCH: batch.key,
        SubjectKind.MISSED_OCCASION: missed.key,
        SubjectKind.SLIP_DIGEST: digest.key,
        SubjectKind.EXTENSION: asked.key,
        SubjectKind.DELIVERY: said.key,
        SubjectKind.ALARM: alarm.key,
        SubjectKind.APPROVAL: step.key,
        SubjectKind.FORM: form.key,
        SubjectKind.ENTERPRISE_DECISION: decided.key,
        SubjectKind.PROBLEM: problem.key,
        SubjectKind.LISTING: listing.key,
        SubjectKind.MINUTES: minutes.key,
        SubjectKind.URGENT: urgent.key,
        SubjectKind.RECEIVED_CAP: cap.key,
        SubjectKind.AIR_PROPOSAL: proposed.key,
        SubjectKind.OPINION: opinion.key,
        SubjectKind.CONSULTATION_PAPER: paper.key,
    }
    return Subject(kind, ids[kind])


OF_A_MATTER = (
    SubjectKind.MATTER,
    SubjectKind.ORDER,
    SubjectKind.OBLIGATION,
    SubjectKind.SLIP,
    SubjectKind.SLIP_BATCH,
    SubjectKind.MISSED_OCCASION,
    SubjectKind.SLIP_DIGEST,
    SubjectKind.EXTENSION,
    SubjectKind.DELIVERY,
    SubjectKind.ALARM,
    SubjectKind.APPROVAL,
    SubjectKind.FORM,
    SubjectKind.ENTERPRISE_DECISION,
    SubjectKind.PROBLEM,
    SubjectKind.LISTING,
    SubjectKind.MINUTES,
    SubjectKind.URGENT,
    SubjectKind.RECEIVED_CAP,
    SubjectKind.AIR_PROPOSAL,
    SubjectKind.OPINION,
    SubjectKind.CONSULTATION_PAPER,
)


@pytest.mark.parametrize("kind", OF_A_MATTER)
async def test_each_subject_leads_to_its_matter(
    desk: Desk, opened: Matter, order: Order, kind: SubjectKind
) -> None:
    subject = await _subject(desk, order, kind)
    # Whoever answered an exercise meanwhile changes nothing about what is real.
    desk.drill = True
    row = await post.send(desk, HERE, DeliveryKind.OFFICE, Message("文"), Posting(subject))
    assert row.drill is opened.drill


OF_NO_MATTER = (
    SubjectKind.DECLINE,
    SubjectKind.LETTER,
    SubjectKind.UPPER_ORDER,
    SubjectKind.SHIFT,
    SubjectKind.FINDING,
    SubjectKind.APPRAISAL,
    SubjectKind.APPRAISAL_PAPER,
    SubjectKind.APPRAISAL_LEAD,
    SubjectKind.PUBLIC_NOTICE,
    SubjectKind.EXERCISE,
    SubjectKind.TIP,
    SubjectKind.CHAT,
)


def test_each_subject_is_known_to_lead_to_a_matter_or_to_none() -> None:
    assert sorted((*OF_A_MATTER, *OF_NO_MATTER)) == sorted(SubjectKind)


@pytest.mark.parametrize("kind", OF_NO_MATTER)
async def test_other_subjects_belong_to_no_matter(desk: Desk, kind: SubjectKind) -> None:
    assert await about.is_drill(desk.session, Subject(kind, 7)) is None


@pytest.mark.parametrize("drill", [True, False])
async def test_what_is_about_nothing_belongs_to_what_was_answered(desk: Desk, drill: bool) -> None:
    desk.drill = drill
    row = await post.send(desk, HERE, DeliveryKind.ANSWER, Message("文"))
    [text] = await leaving(desk, row)
    assert is_marked(text) is drill


async def test_what_is_real_goes_first(desk: Desk, opened: Matter, order: Order) -> None:
    about_it = Subject.of(order)
    for kind in DeliveryKind:
        usual = rules_of(kind).lane
        row = await post.send(desk, HERE, kind, Message("文"), Posting(about_it))
        urgent = Lane.ANSWER < usual < Lane.PROMPT
        assert row.lane == (Lane.PROMPT if opened.drill and urgent else usual), kind
        ahead = await post.send(desk, HERE, kind, Message("文"), Posting(about_it, ahead=True))
        assert ahead.lane == Lane.ANSWER, kind


async def test_other_channels_have_the_marks(desk: Desk, opened: Matter, order: Order) -> None:
    desk.ways = frozenset({(desk.jurisdiction, "zhujian", "sms")})
    html = "<b>橙色预警</b>\n正文"
    notice = ChannelNotice(DeliveryKind.ALERT, str(order.key), "zhujian", html, Subject.of(order))
    await channels.tell(desk, notice)
    key = f"alert:{order.key}:zhujian:sms"
    row = await channel_store.by_dedupe_key(desk.session, desk.jurisdiction, key)
    assert row is not None
    assert row.title == ("【演练】橙色预警【演练】" if opened.drill else "橙色预警")
    assert (HEAD in row.text, FOOT in row.text) == (opened.drill, opened.drill)


async def test_its_numbers_are_a_series_of_their_own(desk: Desk) -> None:
    numbers = [
        await desk.serial("alert", desk.plan, drill=drill) for drill in (True, False, True, False)
    ]
    assert numbers == [
        "演练·昌污指预〔2026〕1号",
        "昌污指预〔2026〕1号",
        "演练·昌污指预〔2026〕2号",
        "昌污指预〔2026〕2号",
    ]


async def test_its_name_says_so_in_a_list_of_others(
    desk: Desk, opened: Matter, order: Order
) -> None:
    named = matter_title(desk, await desk.plan_of(order), order)
    assert named.endswith("（演练）") is opened.drill


@pytest.mark.parametrize("locale", LOCALES)
def test_a_message_in_any_language_is_known_by_its_mark(locale: str) -> None:
    words = words_in(locale, "UTC")
    assert drills.is_marked(plain(drills.marked(words, "橙色预警")))
    assert not drills.is_marked("橙色预警")
    assert not drills.is_marked("上周【演练】")
    assert "演练" in drills.marked_toast(words, "已记录")
