"""What a Word template may say: placeholders of its view, loops over them, and conditions.

A template is a file that people edit. It can call nothing, take in no other file, and print nothing
that was not made safe for XML.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2 import nodes as ast
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from messages.documents.template_faults import TemplateFault

SHOWN = 40
"""The characters of a paragraph by which it is found again."""
_ALLOWED = (
    ast.Template,
    ast.Output,
    ast.TemplateData,
    ast.Name,
    ast.Const,
    ast.Getattr,
    ast.Getitem,
    ast.For,
    ast.If,
    ast.CondExpr,
    ast.Filter,
    ast.Test,
    ast.Compare,
    ast.Operand,
    ast.And,
    ast.Or,
    ast.Not,
    ast.Concat,
)
_FILTERS = frozenset({"default", "first", "join", "last", "length", "lower", "trim", "upper"})
_TESTS = frozenset({"defined", "undefined", "none", "odd", "even", "equalto", "in"})
_WORDS = {
    ast.Call: "()",
    ast.CallBlock: "call",
    ast.Assign: "set",
    ast.AssignBlock: "set",
    ast.FromImport: "import",
    ast.FilterBlock: "filter",
    ast.ScopedEvalContextModifier: "autoescape",
    ast.Mul: "*",
    ast.Pow: "**",
}
"""How a template writes what is named otherwise by Jinja."""
_ENDS_OF_LINES = re.compile(r"\r\n|\r|\n")


class Filling(ImmutableSandboxedEnvironment):
    def __init__(self, facts: Mapping[str, Any], finalize: Callable[[Any], Any]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=finalize)
        self.globals.clear()
        self._known = facts.keys()
        self._source = ""

    def from_string(self, source: Any, *args: Any, **options: Any) -> Template:
        self._source = source
        tree = self.parse(source)
        for node in _every(tree):
            if not _is_allowed(node):
                raise self._fault("template_forbidden", node.lineno, name=_named(node))
        for name in sorted(find_undeclared_variables(tree) - self._known):
            line = next(one.lineno for one in tree.find_all(ast.Name) if one.name == name)
            raise self._fault("template_unknown", line, name=name)
        return super().from_string(tree, *args, **options)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Tell what goes wrong meanwhile as one TemplateFault, with the paragraph it stands in."""
        try:
            yield
        except TemplateSyntaxError as error:
            raise self._syntax(error) from None
        except UndefinedError as error:
            line = _line_of(error.__traceback__)
            raise self._fault("template_unknown", line, name=_missing(error)) from None
        except SecurityError as error:
            line = _line_of(error.__traceback__)
            raise self._fault("template_forbidden", line, name=_missing(error)) from None
        # A SyntaxError is lxml's, where tags of the template make no whole document.
        except (TemplateError, SyntaxError, TypeError, ValueError, ArithmeticError) as error:
            raise self._fault("template_broken", _line_of(error.__traceback__)) from None

    def _syntax(self, error: TemplateSyntaxError) -> TemplateFault:
        said = error.message or ""
        unclosed = re.search(r"needs to be closed is '(\w+)'", said)
        if unclosed and "nexpected end of template" in said:
            return self._fault("template_unclosed", error.lineno, name=unclosed[1])
        unknown = re.search(r"unknown tag '(\w+)'", said)
        if unknown:
            return self._fault("template_tag", error.lineno, name=unknown[1])
        return self._fault("template_broken", error.lineno)

    def _fault(self, key: str, line: int, **facts: str) -> TemplateFault:
        return TemplateFault(key, **facts, where=self._paragraph(line))

    def _paragraph(self, line: int) -> str:
        """The words of a paragraph; docxtpl lets each begin a line of its own."""
        lines = _ENDS_OF_LINES.split(self._source)
        if not 0 < line <= len(lines):
            return ""
        words = unescape(re.sub(r"<[^<>]*>", "", lines[line - 1]))
        return " ".join(words.split())[:SHOWN]


def _every(node: ast.Node) -> Iterator[ast.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _every(child)


def _is_allowed(node: ast.Node) -> bool:
    if isinstance(node, ast.Filter):
        return node.name in _FILTERS
    if isinstance(node, ast.Test):
        return node.name in _TESTS
    if isinstance(node, ast.Getattr):
        return not node.attr.startswith("_")
    if isinstance(node, ast.Getitem):
        return isinstance(node.arg, ast.Const) and isinstance(node.arg.value, int)
    return isinstance(node, _ALLOWED)


def _named(node: ast.Node) -> str:
    if isinstance(node, ast.Filter | ast.Test):
        return node.name
    if isinstance(node, ast.Getattr):
        return node.attr
    return _WORDS.get(type(node), type(node).__name__.lower())


def _missing(error: Exception) -> str:
    found = re.search(r"'([^']*)' is undefined|no attribute '([^']*)'", str(error))
    return next(filter(None, found.groups()), "") if found else ""


def _line_of(trace: TracebackType | None) -> int:
    """The line of the template in which it happened; 0 where it did not happen in one."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in {"<template>", "<unknown>"}:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
