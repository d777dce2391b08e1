"""Reads code as a tree."""

import ast
import gc


def tree_of(code: str) -> ast.Module:
    # An error that the collector comes upon, as of a task nobody waited for, is drawn with its
    # lines, which Python 3.11 parses for that; a parse that this interrupts has lost count.
    enabled = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(code)
    finally:
        if enabled:
            gc.enable()
