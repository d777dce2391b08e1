"""Names in a list can be told apart, whatever stands in them."""

from pathlib import Path

import pytest

import messages
from messages.render import words_in

HERE = Path(messages.__file__).parent
TEXTS = [path for kind in ("templates", "phrases") for path in sorted((HERE / kind).rglob("*.*"))]


@pytest.mark.parametrize(
    ("locale", "names", "listed"),
    [
        ("zh", ["市住建局", "市公安局"], "市住建局、市公安局"),
        ("zh", ["市委办、政府办", "市公安局"], "市委办、政府办；市公安局"),
        ("zh", ["市委办、政府办"], "市委办、政府办"),
        ("zh", [], ""),
        ("en", ["Housing", "Police"], "Housing, Police"),
        ("en", ["Commerce, Industry", "Police"], "Commerce, Industry; Police"),
    ],
)
def test_no_name_reads_as_two(locale: str, names: list[str], listed: str) -> None:
    assert words_in(locale, "Asia/Shanghai").listed(names) == listed


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_text_lists_names_its_own_way(path: Path) -> None:
    assert "join(" not in path.read_text(encoding="utf-8")
