"""Inside the sandbox a student's code sees what it needs, and nothing else of the machine."""

import ast
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde.course import Limits
from autograde.kernel.session import KernelFault, Session
from autograde.kernel.workplace import workplace

pytestmark = pytest.mark.grader

ROOT = Path(__file__).parents[2]
LIMITS = Limits(cell_seconds=30, seconds=60, output_megabytes=1, memory_megabytes=1000)


def inside(expression: str) -> object:
    """The value that an expression has in a fresh kernel."""
    code = f"import os, sys, socket, pathlib, ctypes, resource\nprint(repr({expression}))"
    notebook = new_notebook(cells=[new_code_cell(code)])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(notebook, place, LIMITS) as session,
    ):
        session.run(0)
    (output,) = session.notebook.cells[0].outputs
    return ast.literal_eval(output.text)


def test_of_the_repository_only_the_package_and_the_environment_are_there() -> None:
    there = inside(f"sorted(os.listdir({str(ROOT)!r}))")
    environment = [".venv"] if (ROOT / ".venv").resolve() == Path(sys.prefix).resolve() else []
    assert there == sorted([*environment, "autograde"])


def test_nothing_can_be_written_but_its_own_folders() -> None:
    writable = "[d for d, _, _ in os.walk('/') if os.access(d, os.W_OK) and d.count('/') < 5]"
    there = inside(writable)
    assert isinstance(there, list)
    assert [d for d in there if not d.startswith(("/home", "/tmp", "/dev/shm", "/dev/pts"))] == [
        "/run/kernel"  # where Landlock lets it make sockets, and nothing else
    ]


def test_no_setting_of_the_machine_can_be_written() -> None:
    files = "[os.path.join(d, f) for d, _, fs in os.walk('/proc/sys') for f in fs]"
    more = "['/proc/' + f for f in os.listdir('/proc')]"
    assert inside(f"[f for f in {files} + {more} if os.access(f, os.W_OK)]") == []


def test_its_first_process_is_no_way_out() -> None:
    for name in ("root", "cwd", "exe", "environ", "fd/0"):
        opened = f"ctypes.CDLL(None).open(b'/proc/1/{name}', os.O_RDONLY)"
        assert inside(opened) == -1


def test_folders_in_memory_are_bounded() -> None:
    sizes = inside(
        "[os.statvfs(d).f_blocks * os.statvfs(d).f_frsize for d in ('/tmp', '/dev/shm')]"
    )
    assert isinstance(sizes, list)
    assert max(sizes) < 1e6 * LIMITS.disk_megabytes + 4096  # whole pages


def test_environment_and_processes_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTRUCTORS_TOKEN", "secret")
    seen = inside(
        "(sorted(os.environ), sorted(int(p) for p in os.listdir('/proc') if p.isdigit()),"
        " os.getpid(), os.getppid(), [name for _, name in socket.if_nameindex()])"
    )
    assert isinstance(seen, tuple)
    names, processes, own, parent, interfaces = seen
    assert "INSTRUCTORS_TOKEN" not in names
    assert processes == [1, own]
    assert parent == 0
    assert interfaces == ["lo"]


def test_no_capability_and_no_new_privileges() -> None:
    status = inside("pathlib.Path('/proc/self/status').read_text()")
    assert isinstance(status, str)
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    assert int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0
    assert fields["NoNewPrivs"] == "1"


def test_a_course_that_the_environment_contains_is_refused() -> None:
    datasets = Path(sys.prefix).resolve() / "course" / "datasets"
    refused = pytest.raises(KernelFault, match="move the course")
    with workplace("exercises", datasets, {}) as place, refused:
        Session(new_notebook(), place, LIMITS).__enter__()
