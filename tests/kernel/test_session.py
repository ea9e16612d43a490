"""A session runs cells within limits, says what became of them, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograde.course import Limits
from autograde.kernel import provisioner, session, watch
from autograde.kernel.processes import tree
from autograde.kernel.provisioner import WarmProvisioner
from autograde.kernel.session import CellRun, KernelFault, Session
from autograde.kernel.warm import Kernel
from autograde.kernel.workplace import Workplace, workplace

pytestmark = pytest.mark.grader

ROOT = Path(__file__).parents[2]
DATA = ROOT / "datasets"
ENDLESS_AWAIT = "import asyncio\nwhile True: await asyncio.sleep(0.1)"
LIMITS = Limits(
    cell_seconds=5, call_seconds=5, seconds=30, output_megabytes=1, memory_megabytes=1000
)


@contextmanager
def opened(*cells: str, limits: Limits = LIMITS) -> Iterator[Session]:
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    with workplace("exercises", DATA, {}) as place, Session(notebook, place, limits) as session:
        yield session


def run(*cells: str, limits: Limits = LIMITS) -> tuple[list[CellRun], NotebookNode, str | None]:
    with opened(*cells, limits=limits) as session:
        runs = [session.run(index) for index in range(len(cells))]
    return runs, session.notebook, session.dead


def shown(cell: NotebookNode) -> str:
    return "".join(output.get("text", output.get("ename", "")) for output in cell.outputs)


def kernel_of(session: Session) -> Kernel:
    provisioner = session._manager.provisioner
    assert isinstance(provisioner, WarmProvisioner)
    assert provisioner.kernel is not None
    return provisioner.kernel


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def until(true: Callable[[], object]) -> None:
    """Wait for what must come; a test that waits in vain ends by its own limit."""
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_kernel_whose_first_words_were_lost_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = []
    is_idle = session._is_idle

    def deaf_at_first(message: dict[str, Any], asked: set[str]) -> bool:
        idle = is_idle(message, asked)
        heard.extend([message] * idle)
        return idle and len(heard) > 1

    monkeypatch.setattr(session, "_is_idle", deaf_at_first)
    runs, _, _ = run("pass")
    assert runs == [CellRun("done")]
    assert len(heard) == 2


def test_printed_pieces_are_joined_as_a_screen_shows_them() -> None:
    pieces = "import sys\nfor i in range(3):\n    print(i, flush=True)\n    sys.stderr.write('e')"
    bar = "for i in range(3):\n    print(i, end='\\r', flush=True)\nprint('done')"
    _, notebook, _ = run(pieces, bar)
    assert [o.text for o in notebook.cells[0].outputs if o.name == "stdout"] == ["0\n1\n2\n"]
    assert [o.text for o in notebook.cells[0].outputs if o.name == "stderr"] == ["eee"]
    assert shown(notebook.cells[1]) == "done\n"


def test_a_long_line_is_no_work() -> None:
    runs, notebook, _ = run("print('x' * 900_000)")
    assert runs == [CellRun("done")]
    assert len(shown(notebook.cells[0])) == 900_001


def test_output_is_counted_over_all_cells() -> None:
    with opened("print('x' * 700_000)", "print('x' * 700_000)", "print(1)") as session:
        assert not session.flooded
        session.run(0)
        assert not session.flooded
        session.run(1)
        assert session.flooded
        assert session.run(2) == CellRun("done")


@pytest.mark.parametrize("endless", ["while True: pass", ENDLESS_AWAIT])
def test_an_endless_cell_is_stopped_and_the_next_one_runs(endless: str) -> None:
    runs, notebook, dead = run(endless, "print('on')", limits=replace(LIMITS, cell_seconds=2))
    assert runs == [CellRun("timeout"), CellRun("done")]
    assert shown(notebook.cells[1]) == "on\n"
    assert dead is None


def test_recursion_without_end_is_no_work() -> None:
    # Python would look through all modules, thousands of them, for each of a thousand frames.
    looks = "import inspect\nasked = []\nwhole = inspect.ismodule\n" + (
        "inspect.ismodule = lambda m: asked.append(m) or whole(m)"
    )
    endless = "def f():\n    return f()\nf()"
    _, notebook, _ = run(looks, endless, "import sys\nprint(len(asked) < 10 * len(sys.modules))")
    assert shown(notebook.cells[1]) == "RecursionError"
    assert shown(notebook.cells[2]) == "True\n"


def test_an_interrupt_hits_the_cell_that_it_is_meant_for() -> None:
    flood = "print('x' * 2_000_000)"
    short = ["import time\ntime.sleep(0.02)\nopen('ran', 'a').write('x')"] * 5
    # What comes after the flood is not shown; that it ran can only be told by failing.
    last = "import os\nif open('ran').read() != 'xxxxx': os._exit(1)"
    for _ in range(5):
        with opened(flood, *short, last) as session:
            for index in range(7):
                assert session.run(index) == CellRun("done")
            assert session.flooded


def test_a_kernel_that_sends_more_than_the_grader_can_hold_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "HEARD_BYTES", 300_000_000)
    many_parts = """
kernel, part = get_ipython().kernel, b"x" * 500_000
while True:
    message = kernel.session.msg("stream", {"name": "stdout", "text": ""})
    kernel.session.send(kernel.iopub_socket, message, buffers=[part] * 500)
"""
    runs, _, dead = run(many_parts, limits=replace(LIMITS, cell_seconds=20))
    assert runs == [CellRun("dead")]
    assert dead == "it sent more than can be read"


BREAK = """
import json, os, socket, time
from ipykernel.connect import get_connection_file
port = json.load(open(get_connection_file()))["{line}_port"]
for number in map(int, os.listdir("/proc/self/fd")):
    try:
        connection = socket.socket(fileno=os.dup(number))
        connection.getpeername()
        if str(connection.getsockname()).endswith(f"-{{port}}"):
            os.write(number, b"\\x02" + b"\\x7f" * 8)  # a frame larger than any
    except OSError:
        pass
time.sleep(1000)
"""


@pytest.mark.parametrize("line", ["control", "shell"])
def test_a_kernel_that_breaks_a_line_is_not_waited_for(line: str) -> None:
    limits = replace(LIMITS, cell_seconds=2, call_seconds=2)
    with opened(BREAK.format(line=line), "1", limits=limits) as session:
        runs = [session.run(index) for index in range(2)]
        runs.append(session.ask({"verb": "has", "name": "here"}, {})[0])
    assert runs[1:] == [CellRun("dead")] * 2


FORGE = """
kernel = get_ipython().kernel
message = kernel.session.msg({kind!r}, {content!r}, parent=kernel.get_parent())
kernel.session.send(kernel.iopub_socket, message)
"""


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("status", {}),
        ("stream", {"name": 5, "text": ["50"]}),
        ("stream", {"name": "stdout", "text": ["50"]}),
        ("display_data", {"data": {"text/html": 50}, "metadata": {}}),
        ("error", {"ename": 1}),
    ],
)
def test_a_message_without_sense_ends_the_session(kind: str, content: object) -> None:
    runs, notebook, dead = run(FORGE.format(kind=kind, content=content), "print(1)")
    assert runs[-1] == CellRun("dead")
    assert dead is not None
    assert "cannot be understood" in dead
    nbformat.validate(notebook)


def test_a_message_that_no_notebook_can_hold_is_left_out() -> None:
    content = {"execution_count": {"a": 1}, "code": ""}
    runs, notebook, _ = run(FORGE.format(kind="execute_input", content=content), "print(1)")
    assert runs == [CellRun("done")] * 2
    nbformat.validate(notebook)
    assert shown(notebook.cells[1]) == "1\n"


def test_an_error_is_remembered_as_it_was_shown() -> None:
    look = "found = get_ipython().history_manager.exceptions[1]"
    _, notebook, _ = run("1 / 0", f"{look}\nprint(found['ename'], found['traceback'])")
    (error,) = notebook.cells[0].outputs
    assert shown(notebook.cells[1]) == f"ZeroDivisionError {error.traceback}\n"


def test_memory_of_one_process_ends_in_an_error_of_its_own() -> None:
    runs, notebook, dead = run("rows = bytearray(2_000_000_000)", "print('on')")
    assert runs == [CellRun("done")] * 2
    assert shown(notebook.cells[0]) == "MemoryError"
    assert dead is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os\nos._exit(0)", "its process ended"),
        (
            "import os, time\nfor _ in range(300):\n    if os.fork() == 0: break\ntime.sleep(60)",
            "processes",
        ),
        (
            "import os\nfor _ in range(9):\n    if os.fork() == 0:\n"
            "        x = bytearray(b'x') * 600_000_000\n        while True: pass\nwhile True: pass",
            "MB of memory",
        ),
    ],
)
def test_what_takes_too_much_is_ended(code: str, reason: str) -> None:
    with opened(code, limits=replace(LIMITS, cell_seconds=20)) as session:
        assert session.run(0) == CellRun("dead")
        assert session.dead is not None
        assert reason in session.dead
        assert not session.killed


def test_a_kernel_that_the_system_killed_is_told_from_one_that_a_limit_ended() -> None:
    with opened("1", "2") as session:
        session.run(0)
        os.kill(kernel_of(session).pid, signal.SIGKILL)
        assert session.run(1) == CellRun("dead")
        assert session.dead == "its process ended"
        assert session.killed


def test_a_kernel_that_is_killed_during_a_cell_is_known_to_be() -> None:
    with opened("while True: pass") as session:
        session._client.on_cell_execute = lambda **_: os.kill(
            kernel_of(session).pid, signal.SIGKILL
        )
        assert session.run(0) == CellRun("dead")
        assert session.killed


@pytest.mark.parametrize(
    "code",
    [
        "for n in range(10**6): open(f'{n}', 'w').close()",
        "for n in range(20): open(f'/tmp/{n}', 'wb').write(b'x' * 100_000_000)",
        "for n in range(20): open(f'/dev/shm/{n}', 'wb').write(b'x' * 100_000_000)",
        "import os\nkept = []\nwhile True:\n    kept.append(open('x', 'wb'))\n"
        "    os.unlink('x')\n    kept[-1].write(b'x' * 100_000_000)",
    ],
)
def test_its_folders_are_full_one_day(code: str) -> None:
    _, notebook, dead = run(code, "print('on')")
    assert shown(notebook.cells[0]) == "OSError"
    assert dead is None


def test_every_process_is_gone_before_the_folder_is() -> None:
    detach = """
import os, subprocess, sys
code = "import time; n = 0\\nwhile True: open(f'file{n % 9}', 'w').write('x'); n += 1"
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", code], start_new_session=True, cwd=os.environ["HOME"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", code])
    os._exit(0)
"""
    with opened(detach) as session:
        session.run(0)
        processes = tree([kernel_of(session).pid], 1000)
        assert len(processes) >= 5
        root = session.place.root
    assert not root.exists()
    assert not any(Path(f"/proc/{process}").exists() for process in processes)


def test_litter_is_removed() -> None:
    with workplace("exercises", DATA, {}, shut_in=False) as place:
        locked = place.root / "home" / "locked"
        locked.mkdir()
        (locked / "file").write_text("x")
        locked.chmod(0)
        deep = "import os\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')"
        subprocess.run([sys.executable, "-c", deep], cwd=place.root / "home", check=True)
    assert not place.root.exists()


def test_ten_sessions_leave_no_descriptor_open() -> None:
    run("1")
    before = descriptors()
    for _ in range(10):
        run("1")
    assert descriptors() <= before


def test_a_kernel_that_does_not_start_is_the_graders_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    run("1")
    before = descriptors()
    monkeypatch.setattr(provisioner, "environment", lambda: {"PATH=": "no variable"})
    with pytest.raises(KernelFault, match="the kernel did not start"):
        run("1")
    assert descriptors() <= before


GRADING = """
import sys
from autograde.kernel.session import Session
sys.path.insert(0, {folder!r})
from test_session import run
print(run("while True: pass"))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_kernels_die_with_the_grader(number: signal.Signals, tmp_path: Path) -> None:
    code = GRADING.format(folder=str(Path(__file__).parent))
    temporary = tmp_path / "t"
    temporary.mkdir()
    env = {**os.environ, "TMPDIR": str(temporary)}
    grader = subprocess.Popen([sys.executable, "-c", code], env=env, stderr=subprocess.DEVNULL)
    until(lambda: list(temporary.glob("*/run/kernel-1")))
    processes = tree([grader.pid], 1000)
    assert len(processes) > 2
    grader.send_signal(number)
    grader.wait(timeout=60)
    until(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))
    if number is signal.SIGINT:
        assert not list(temporary.iterdir())


def test_workplace_of_an_attachment_that_climbs_out(tmp_path: Path) -> None:
    files = {"../../../../x": b"1", "/tmp/x": b"2", "a/b.py": b"3"}
    with workplace("exercises", DATA, files) as place:
        assert isinstance(place, Workplace)
        found = [path for path in place.root.rglob("*") if path.is_file()]
        assert found == [place.cwd / "a" / "b.py"]


def test_no_cell_can_lay_anything_in_the_place_of_the_examiners_socket() -> None:
    occupy = "import socket\nsocket.socket(socket.AF_UNIX).bind('/run/kernel/line')\nhere = 1"
    with opened(occupy, "here = 2") as session:
        assert [session.run(0), session.run(1)] == [CellRun("done")] * 2
        assert shown(session.notebook.cells[0]) == "OSError"
        run, answer = session.ask({"verb": "has", "name": "here"}, {})
    assert run == CellRun("done")
    assert answer is not None
    assert answer[0]["value"] == "int"


def test_a_notebook_that_is_impatient_with_all_sockets_can_be_examined() -> None:
    with opened("import socket\nsocket.setdefaulttimeout(1e-6)\nhere = 1") as session:
        session.run(0)
        answers = [session.ask({"verb": "has", "name": "here"}, {})[1] for _ in range(3)]
    assert [answer and answer[0]["value"] for answer in answers] == ["int"] * 3
