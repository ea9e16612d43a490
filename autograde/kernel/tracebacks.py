"""Tracebacks in time: to find a cell's module, Python looks through all of them for every frame."""

from __future__ import annotations

import inspect
from typing import Any

#: The name of no module.
NOWHERE = ""


def hurry(shell: Any) -> None:
    """Tell ``inspect`` of every cell that IPython ``shell`` compiles that it is in no module.

    It would find that out by itself, but among the thousands of modules that PyTorch imports this
    takes milliseconds for each frame, and seconds where a function has called itself without end.
    """
    name_of = shell.compile.get_code_name

    def get_code_name(raw_code: str, transformed_code: str, number: int) -> str:
        name: str = name_of(raw_code, transformed_code, number)
        inspect.modulesbyfile[name] = NOWHERE
        return name

    shell.compile.get_code_name = get_code_name
