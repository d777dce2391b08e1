"""Keeps out of memory what a bot in service never needs: libraries, docstrings, annotations."""

import gc
import inspect
import opcode
import operator
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from types import CodeType, FunctionType, ModuleType
from typing import TypeGuard

_LOADS_THE_FIRST = tuple(bytes((code, 0)) for code in opcode.hasconst)
"""The instructions, each with its argument, that use the first constant of their function."""
_BLANK = " "
"""What stands for a docstring: libraries that go on to write theirs fail where there is none."""


@contextmanager
def left_out(*packages: str) -> Iterator[None]:
    """Make these packages appear missing to whoever imports them meanwhile.

    This is for optional packages, which a library loads wherever it finds them. What is loaded
    already stays.
    """
    absent = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in absent:
            del sys.modules[package]


def load_without_docstrings() -> None:
    """Have modules that are imported from now on keep no docstrings.

    In a bot in service they are 5 MB of text for which nobody asks. Python's own -OO leaves out
    what is asserted as well, and wants compiled modules that pip never makes.
    """
    finder = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (_WithoutDocstrings, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )
    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()


def forget_annotations() -> None:
    """Take the types away from all functions that are loaded: 2 MB that only imports ask for.

    Classes keep theirs, because pydantic builds validators from them when they are first wanted.
    """
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            del one.__annotations__


class _WithoutDocstrings(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:
        code = super().get_code(fullname)
        return None if code is None else _without_docstrings(code)

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        for value in vars(module).values():
            if _has_docstring(value) and value.__module__ == module.__name__:
                # Types of C keep theirs. A metaclass may make columns of what is set later.
                with suppress(TypeError):
                    type.__setattr__(value, "__doc__", _BLANK)


def _has_docstring(value: object) -> TypeGuard[type]:
    return isinstance(value, type) and isinstance(vars(value).get("__doc__"), str)


def _without_docstrings(code: CodeType) -> CodeType:
    constants = tuple(
        _without_docstrings(one) if isinstance(one, CodeType) else one for one in code.co_consts
    )
    if _begins_with_docstring(code):
        constants = (_BLANK, *constants[1:])
    elif all(map(operator.is_, constants, code.co_consts)):
        return code
    return code.replace(co_consts=constants)


def _begins_with_docstring(code: CodeType) -> bool:
    # No instruction loads a docstring; where one loads the same text it is kept.
    return (
        bool(code.co_flags & inspect.CO_NEWLOCALS)
        and not code.co_name.startswith("<")
        and isinstance(next(iter(code.co_consts), None), str)
        and not any(instruction in code.co_code for instruction in _LOADS_THE_FIRST)
    )
