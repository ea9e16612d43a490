"""Tracebacks in time: libraries look for a cell's module, and do much of their work twice."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from pygments import lexer

#: The name of no module.
NOWHERE = ""


def hurry(shell: Any) -> None:
    """Tell ``inspect`` of every cell that IPython ``shell`` compiles that it is in no module.

    It would find that out by itself, but among the thousands of modules that PyTorch imports this
    takes milliseconds for each frame, and seconds where a function has called itself without end.

    For ``%notebook`` the shell keeps every traceback: let it keep the one that it has just shown.
    """
    name_of = shell.compile.get_code_name

    def get_code_name(raw_code: str, transformed_code: str, number: int) -> str:
        name: str = name_of(raw_code, transformed_code, number)
        inspect.modulesbyfile[name] = NOWHERE
        return name

    def as_shown(error: BaseException, *_: object, **__: object) -> dict[str, Any]:
        return {
            "ename": type(error).__name__,
            "evalue": str(error),
            "traceback": shell._last_traceback,
        }

    shell.compile.get_code_name = get_code_name
    shell._format_exception_for_storage = as_shown


def remember_patterns() -> None:
    """Let pygments make the pattern for a list of words once.

    It would make all of Python's again for each frame that is shown, because stack_data has another
    class of lexers for each.
    """
    lexer.words.get = functools.cache(lexer.words.get)
