"""The page's modules stand on one another: none needs itself, not even by way of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "sandbox/page/static"
# `import ... from "./x.js"`, over one line or several, `export ... from` and `import("./x.js")`.
IMPORT = re.compile(
    r"""(?:^\s*(?:import|export)\b[^;"']*|\bimport\()["']\./([\w-]+\.js)["']""", re.M
)


def imports_of(source: str) -> set[str]:
    return set(IMPORT.findall(source))


def in_order(modules: Mapping[str, set[str]]) -> list[str]:
    return list(TopologicalSorter(modules).static_order())


def page() -> dict[str, set[str]]:
    return {path.name: imports_of(path.read_text("utf-8")) for path in STATIC.glob("*.js")}


def test_the_pages_modules_can_be_put_in_an_order() -> None:
    modules = page()
    assert set(in_order(modules)) == set(modules)


def test_every_module_is_reached_from_the_page() -> None:
    modules, reached, ahead = page(), set[str](), ["page.js"]
    while ahead:
        module = ahead.pop()
        if module not in reached:
            reached.add(module)
            ahead.extend(modules[module])
    # A plain script: the theme must be chosen before anything is painted.
    assert set(modules) - reached == {"theme.js"}


def test_a_circle_is_found() -> None:
    one = 'import { a } from "./other.js";\n'
    other = 'import {\n  b,\n} from "./third.js";\n'
    third = 'const late = () => import("./one.js");\n'
    modules = {
        "one.js": imports_of(one),
        "other.js": imports_of(other),
        "third.js": imports_of(third),
    }
    with pytest.raises(CycleError):
        in_order(modules)
