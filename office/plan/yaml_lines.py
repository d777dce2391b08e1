"""Reads a plan's YAML with what pydantic cannot tell: line numbers, and keys written twice."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml.reader import ReaderError

KeyPath = tuple[str | int, ...]


class Document(NamedTuple):
    content: Any
    lines: dict[KeyPath, int]
    repeated: tuple[KeyPath, ...]


class BadYaml(Exception):
    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


_RESOLVED = (
    ("merge", r"<<", ["<"]),
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"0|-?[1-9][0-9]*", [*"-0123456789"]),
)
"""Only words, whole numbers and booleans are read: no dates, and 22:00 is not the number 1320."""


class _Precise(yaml.SafeLoader):
    """Tells best what is wrong with a file."""


class _Fast(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads five times as fast, where PyYAML was built with libyaml."""


for _loader in (_Precise, _Fast):
    _loader.yaml_implicit_resolvers = {}
    for _tag, _pattern, _first in _RESOLVED:
        _loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first
        )


def load(text: str) -> Document:
    try:
        return _document(_Fast(text))
    except yaml.YAMLError:
        # Its words for what is wrong are others, and it counts bytes.
        return load_precisely(text)


def load_precisely(text: str) -> Document:
    try:
        return _document(_Precise(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadYaml(str(error.problem), mark.line + 1 if mark else None) from error
    except ReaderError as error:  # a character YAML does not allow
        raise BadYaml(error.reason, text.count("\n", 0, error.position) + 1) from error


def _document(loader: Any) -> Document:
    root = loader.get_single_node()
    if root is None:
        return Document(None, {}, ())
    nodes = dict(_walk(root))
    return Document(loader.construct_document(root), dict(_lines(nodes)), tuple(_repeated(nodes)))


def _walk(
    node: yaml.Node, path: KeyPath = (), above: tuple[int, ...] = ()
) -> Iterator[tuple[KeyPath, yaml.Node]]:
    """Yield every node with its path. An anchor that contains itself is entered once."""
    yield path, node
    if id(node) in above:
        return
    for step, child in _children(node):
        yield from _walk(child, (*path, step), (*above, id(node)))


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)


def _lines(nodes: dict[KeyPath, yaml.Node]) -> Iterator[tuple[KeyPath, int]]:
    for path, node in nodes.items():
        yield path, node.start_mark.line + 1


def _repeated(nodes: dict[KeyPath, yaml.Node]) -> Iterator[KeyPath]:
    """YAML lets a later key overrule an earlier one without a word; a plan may not do so."""
    for path, node in nodes.items():
        names = [step for step, _ in _children(node)]
        yield from ((*path, name) for name in dict.fromkeys(names) if names.count(name) > 1)
