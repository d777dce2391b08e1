"""What bodies read of their problems: joined, under listed supervision, and slips on them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.problems.problems import ProblemState
from tests.harness.plans import pack
from tests.winter import charges
from tests.winter.charges import Charges
from tests.winter.tape import Tape

ZONE = ZoneInfo("Asia/Shanghai")
ORDER = (
    "🔧 问题整改交办：北区工地，请按“收到”\n示例办公室\n文号：办{order}号\u3000问题编号：{number}"
)
JOINED = (
    "问题{a}与问题{b}为同一问题，已并入。贵单位按办{order}号一并整改、报告即可，整改时限：12月4日。"
)
LISTED = "🪧 挂牌督办通知：问题{number}，请于2026年12月4日12时前整改落实到位\n昌污指挂〔2026〕1号"
SLIP = """{mark} {title}：问题“北区工地”
昌污指督〔2026〕1号

责任单位：公安局
问题：{number}，北区工地：未苫盖"""
ONE, TWO = "昌污指问〔2026〕1号", "昌污指问〔2026〕2号"
GROUP = ("changji", "gongan")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


def charged(*numbers: str) -> Charges:
    made = Charges({"changji": pack("changji")}, Tape(ZONE))
    for place, number in enumerate(numbers, start=1):
        made.read(*GROUP, ORDER.format(order=place, number=number), at(1))
    return made


def read(made: Charges, text: str, when: datetime, body: str = "gongan") -> list[str]:
    made.read("changji", body, text, when)
    return made.take_faults(when)


def slip(number: str, mark: str = "🟡", title: str = "黄色督办单") -> str:
    return SLIP.format(mark=mark, title=title, number=number)


def test_whoever_is_charged_with_both_puts_one_right() -> None:
    made = charged(ONE, TWO)
    assert read(made, JOINED.format(a=TWO, b=ONE, order=1), at(2)) == []
    assert made.of_bodies[GROUP]["办2号"].let_go_at == at(2)
    assert read(made, LISTED.format(number=ONE), at(2, 12)) == []
    assert read(made, slip(ONE), at(5)) == []
    assert any("joined to" in line for line in read(made, slip(TWO), at(5)))


def test_a_join_that_is_none_of_the_body_or_names_another_order() -> None:
    made = charged(ONE)
    assert "was not charged" in read(made, JOINED.format(a=TWO, b=ONE, order=1), at(2))[0]
    assert "neither" in read(charged(ONE), JOINED.format(a=ONE, b=TWO, order=7), at(2))[0]


def test_whoever_is_charged_is_told_that_it_was_joined() -> None:
    made = charged(ONE)
    made.read_office("changji", f"问题{ONE}已并入{TWO}。", at(2))
    assert made.take_faults(at(3)) == []
    assert "was not told" in made.take_faults(at(5, 10))[0]
    assert made.take_faults(at(6, 10)) == [], "it is said once"


def test_whoever_has_put_it_right_is_told_that_too() -> None:
    made = charged(ONE, TWO)
    read(made, f"✅ 问题{ONE}（北区工地）已同意销号。", at(2))
    done = f"问题{TWO}与问题{ONE}为同一问题，已并入。贵单位的整改已同意销号，无须再办。"
    assert read(made, done, at(2, 12)) == []
    assert ("changji", "gongan", TWO) in made.told
    assert all(one.let_go_at == at(2, 12) for one in made.of_bodies[GROUP].values())


def test_a_notice_goes_to_whoever_is_charged_once() -> None:
    notice = LISTED.format(number=ONE)
    assert "was not charged" in read(charged(TWO), notice, at(2))[0]
    made = charged(ONE)
    assert read(made, notice, at(2)) == []
    assert "twice" in read(made, notice, at(2, 10))[0]
    made = charged(ONE)
    read(made, f"✅ 问题{ONE}（北区工地）已同意销号。", at(2))
    assert "was put right" in read(made, notice, at(2, 12))[0]


def test_a_notice_that_the_office_was_promised_comes() -> None:
    made = charged(ONE)
    said = f"🪧 问题{ONE}已挂牌督办（挂1号），联络人王某某。督办通知发往公安局，送达后起算时限。"
    made.read_office("changji", said, at(2))
    assert made.take_faults(at(2, 12)) == []
    assert "no notice" in made.take_faults(at(2) + charges.PATIENCE + timedelta(hours=1))[0]


def test_no_coloured_slip_comes_before_the_notice() -> None:
    assert "before a notice" in read(charged(ONE), slip(ONE), at(3))[0]
    assert read(charged(ONE), slip(ONE, "📝", "提示单"), at(3)) == []
    assert "was not charged" in read(charged(TWO), slip(ONE), at(3))[0]


def test_in_the_books_each_body_puts_a_problem_right_once() -> None:
    assigned, joined = ProblemState.ASSIGNED, ProblemState.JOINED
    assert list(charges.doubled([("gongan", ONE, assigned), ("gongan", TWO, assigned)])) == []
    (line,) = charges.doubled([("gongan", ONE, assigned)] * 2)
    assert "2 times" in line
    (line,) = charges.doubled([("gongan", ONE, joined)])
    assert "joined to another" in line
