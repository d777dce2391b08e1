"""The file of the actors: what is wrong with it is said with the line and the remedy."""

from pathlib import Path

import pytest

from bot.demo.actors import Actors
from bot.demo.actors_file import OWN, read_actors
from bot.demo.sayings import sayings
from office.plan.files import PlanError
from tests.harness.plans import pack


def read(folder: Path, old: str, new: str) -> Actors:
    """The demo's own file with one change."""
    text = OWN.read_text(encoding="utf-8")
    assert old in text
    path = folder / "my.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_actors(path, pack("changji"))


def test_the_demos_own_file_is_sound() -> None:
    actors = read_actors(OWN, pack("changji"))
    characters = actors.of(agency.id for agency in pack("changji").agencies)
    assert len(characters) == 38
    assert characters["ziran"] == "silent"
    assert set(characters.values()) == set(actors.characters)


def test_a_changed_file_changes_the_people(tmp_path: Path) -> None:
    actors = read(tmp_path, "  gongxin: forgetful", "  gongxin: silent")
    assert actors.of(["gongxin"]) == {"gongxin": "silent"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("everyday: [prompt,", "everyday: [quick,", "everyday.0: there is no character 'quick'"),
        ("receipt_after: 4m", "receipt_after: soon", "characters.photos.receipt_after: 'soon' is"),
        ("  gongxin:", "  gongxinn:", "agencies.gongxinn: the plan has no agency 'gongxinn'"),
        ("yours: [zhujian]", "yours: [zhu]", "yours.0: the plan has no agency 'zhu'"),
        ("photos: 3", "photos: 30", "characters.photos.photos: the number is out of range"),
        ("photos: 3", "foto: 3", "characters.photos.foto: there is no such key"),
        ("then: prompt", "then: good", "characters.forgetful.then: there is no character 'good'"),
        ("yours: [", "yours: []\nyours: [", "yours: the same key is written twice"),
        ("everyday: [", "everyday: {", "not valid YAML"),
        ("  en:\n    reports:", "  fr:\n    reports:", "texts.fr"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(PlanError) as caught:
        read(tmp_path, old, new)
    (first, *_) = caught.value.sentences("en")
    place, _, problem = first.partition(" ")
    assert place.startswith(f"{tmp_path / 'my.yaml'}:")
    assert place.rstrip(":").rpartition(":")[2].isdecimal()
    assert said in problem
    assert "; " in first
    assert "；" in caught.value.sentences("zh")[0] or "。" in caught.value.sentences("zh")[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"gone\.yaml: cannot read the file"):
        read_actors(tmp_path / "gone.yaml", pack("changji"))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("")
    with pytest.raises(PlanError, match="keys with values are wanted"):
        read_actors(path, pack("changji"))


def test_everything_is_said_in_both_languages() -> None:
    for key, languages in sayings().items():
        assert set(languages) == {"zh", "en"}, key
