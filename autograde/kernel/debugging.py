"""No debugger: a kernel cannot have one, and to prepare for it takes a third of its start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from ipykernel import debugger, ipkernel


@contextmanager
def left_out() -> Iterator[None]:
    """Let IPython make a kernel that has no debugger.

    It would listen at a port, which the sandbox refuses. For it a kernel notes the file of every
    module, of thousands, and each of them that is looked at costs a copy of the page of memory that
    it shares with the zygote.
    """
    debugger._is_debugpy_available = False
    namespace: Any = ipkernel
    namespace.sys, whole = SimpleNamespace(modules={}), namespace.sys
    try:
        yield
    finally:
        namespace.sys = whole
