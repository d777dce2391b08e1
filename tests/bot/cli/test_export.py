"""`qingkong export`: what `/export` makes, made on the server into a file."""

import errno
import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.clock import RealClock
from bot.kept_files import KeptFiles
from messages.documents import making
from office import wanting
from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk, Desks
from office.paperwork import filling, forms, templates
from office.paperwork.templates import KeptTemplate
from office.plan.files import read_plan
from office.upkeep import applying
from storage.database import Database
from storage.decisions import approvals as signatures
from storage.decisions.matters import MatterState, OrderKind
from storage.delivery import wanted_files
from storage.subjects import Subject
from tests.bot.operating import Terminal
from tests.harness.plans import small_plan, with_official_forms
from tests.messages.documents.reading import headers, opened
from tests.office.conftest import MORNING, PLAN_FILE
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.records.played import played
from tests.office.signers import DIRECTOR, EVERYBODY, HERE, STAFF, appoint

OWN_LINE = "本表一式两份"
DEPUTY_DIRECTOR = Actor(8, "副主任", ("deputy_director",))


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await opened.type("plan", "apply", str(PLAN_FILE))
    return opened


@pytest.mark.clause("E10")
async def test_the_ledger_is_written_to_a_new_file(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    done = await terminal.type("export", "ledger", str(out))
    assert (done.code, done.out.startswith(f"已写入 {out}")) == (0, True), done.err
    book = load_workbook(BytesIO(out.read_bytes()))
    assert book.sheetnames[:2] == ["说明", "预警与通知"]
    # What is there already is never replaced.
    again = await terminal.type(
        "export", "ledger", str(out), "--first", "2026-11-01", "--last", "2026-12-01"
    )
    assert (again.code, f"{out} 已存在" in again.err) == (1, True)


async def test_the_report_of_a_year_is_written_to_a_new_file(
    terminal: Terminal, tmp_path: Path
) -> None:
    out, year = tmp_path / "year.docx", str(RealClock().now().year)
    done = await terminal.type("export", "year", year, str(out))
    assert (done.code, done.out.startswith(f"已写入 {out}")) == (0, True), done.err
    assert opened(out.read_bytes()).paragraphs[0].text.startswith(f"{year}年度")
    never = await terminal.type("export", "year", "2199", str(tmp_path / "a.docx"))
    assert (never.code, "这一年没有记录可以总结" in never.err) == (1, True)
    season = await terminal.type("export", "year", year, str(tmp_path / "b.docx"), "--season")
    assert (season.code, "预案不按季节统计" in season.err) == (1, True)


async def test_the_report_of_an_exercise_is_written_to_a_new_file(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    none = await terminal.type("export", "drill", str(tmp_path / "none.docx"))
    assert (none.code, "没有这次演练的记录" in none.err) == (1, True)
    database, plan = Database(database_url), read_plan(PLAN_FILE)
    async with Desks(database).open(plan.jurisdiction, MORNING, "cli:test") as desk:
        made = await played(desk, plan, began_at=MORNING, ends_at=MORNING + timedelta(days=1))
        number = str(made.exercise.key)
    await database.close()
    for name, options in (("newest", ()), ("named", ("--exercise", number))):
        out = tmp_path / f"{name}.docx"
        done = await terminal.type("export", "drill", str(out), *options)
        assert (done.code, done.out.startswith(f"已写入 {out}")) == (0, True), done.err
        title = opened(out.read_bytes()).paragraphs[0].text
        assert title == "2026年重污染天气应急演练评估报告"


async def test_what_is_not_there_is_said(terminal: Terminal, tmp_path: Path) -> None:
    no_episode = await terminal.type("export", "ledger", str(tmp_path / "a"), "--episode", "7")
    assert (no_episode.code, "没有这次污染过程" in no_episode.err) == (1, True)
    no_case = await terminal.type("export", "evidence", str(tmp_path / "b"), "--slip", "7")
    assert (no_case.code, "没有这件督办" in no_case.err) == (1, True)
    no_alert = await terminal.type("export", "evidence", str(tmp_path / "b"), "--alert", "7")
    assert (no_alert.code, "没有这次预警" in no_alert.err) == (1, True)
    both = ("--alert", "7", "--slip", "7")
    assert (await terminal.type("export", "evidence", str(tmp_path / "b"), *both)).code == 2
    half = await terminal.type("export", "ledger", str(tmp_path / "c"), "--first", "2026-11-01")
    assert half.code == 2


async def test_what_was_typed_wrongly_is_said_in_one_sentence(
    terminal: Terminal, tmp_path: Path
) -> None:
    out = str(tmp_path / "a.xlsx")
    strange = await terminal.type("export", "ledger", out, "--first", "1 November", "--last", "x")
    assert (strange.code, "日期读不懂" in strange.err) == (1, True)
    days = ("--first", "2026-12-01", "--last", "2026-11-01")
    turned = await terminal.type("export", "ledger", out, *days)
    assert (turned.code, "后一个日期早于前一个" in turned.err) == (1, True)
    broken = tmp_path / "link.xlsx"
    broken.symlink_to(tmp_path / "none" / "a.xlsx")
    unwritten = await terminal.type("export", "ledger", str(broken))
    said = f"{broken} 没有写完（{os.strerror(errno.ENOENT)}）"
    assert (unwritten.code, said in unwritten.err) == (1, True)
    nowhere = await terminal.type("export", "ledger", str(tmp_path / "none" / "a.xlsx"))
    assert (nowhere.code, "没有" in nowhere.err, "这个目录" in nowhere.err) == (1, True, True)


async def test_signed_forms_are_written_as_they_were_kept(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    none = await terminal.type("export", "forms", str(tmp_path / "none"))
    assert (none.code, "还没有签发过" in none.err, (tmp_path / "none").exists()) == (1, True, False)
    serial = await signed_start_form(database_url, tmp_path / "archive")
    folder = tmp_path / "forms"
    days = ("--first", "2026-11-01", "--last", "2026-12-31")
    done = await terminal.type("export", "forms", str(folder), *days)
    assert (done.code, done.out) == (0, f"已写入2份表，在 {folder}。\n"), done.err
    kept, drawn = sorted(folder.iterdir())
    assert kept.name == f"应急响应信息报送表（启动） {serial}.docx"
    assert kept.read_bytes() == b"the signed form"
    assert drawn.name == "昌吉市重污染天气应急响应统计表 2026-12-01（未签发）.docx"
    made = opened(drawn.read_bytes())
    assert "未签发，不作上报依据" in headers(made)
    assert made.paragraphs[-1].text == OWN_LINE
    again = await terminal.type("export", "forms", str(folder))
    assert (again.code, "里已有文件" in again.err) == (1, True)
    # What was altered or is gone is named, and nothing is made in its place.
    for file in (tmp_path / "archive" / "made").rglob("*"):
        if file.is_file():
            file.unlink()
    gone = await terminal.type("export", "forms", str(tmp_path / "others"), *days)
    assert (gone.code, kept.name in gone.err) == (1, True)
    [again_drawn] = (tmp_path / "others").iterdir()
    assert again_drawn.name == drawn.name
    # The office's own template is gone as well, so that ours takes its place.
    assert opened(again_drawn.read_bytes()).paragraphs[-1].text != OWN_LINE


async def signed_start_form(database_url: str, archive: Path) -> str:
    """An alert that has ended, with the form of its start signed; return that one's number."""
    database = Database(database_url)
    plan = with_official_forms(small_plan(("huanjing",)))
    async with database.deciding(plan.jurisdiction) as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:test")
    async with Desks(database).open(plan.jurisdiction, MORNING, "cli:test") as desk:
        await appoint(desk, *EVERYBODY, DEPUTY_DIRECTOR)
        await bind_groups(desk, ["huanjing"])
        alert = await alert_in_force(desk, since=desk.now - timedelta(hours=30))
        form = forms.known(await forms.plan_of(desk, alert), "start")
        row = await filling.offer(desk, HERE, alert, form)
        await filling.submit(desk, STAFF, row.key)
        for who in (DEPUTY_DIRECTOR, DIRECTOR):
            [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
            await approvals.approve(desk, who, step.key)
        [wanted] = await wanted_files.about(desk.session, Subject.of(row), "official_form")
        sha256 = KeptFiles(archive).keep(b"the signed form")
        await wanting.made(desk, wanted.key, sha256, 15)
        await put_own_template(desk, KeptFiles(archive))
        await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
        alert.state, alert.ended_at = MatterState.LIFTED, desk.now
        serial = row.serial or ""
    await database.close()
    return serial


async def put_own_template(desk: Desk, files: KeptFiles) -> None:
    """The director puts a template of the office's own into use for forms."""
    document, out = opened(making.template("official_form")), BytesIO()
    document.add_paragraph(OWN_LINE)
    document.save(out)
    kept = KeptTemplate(files.keep(out.getvalue()), len(out.getvalue()), "我局格式.docx")
    await templates.put(desk, DIRECTOR, "official_form", kept)
