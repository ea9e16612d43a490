"""Kernels are forked from one process that has imported everything, and each starts the same."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograde.course import Limits
from autograde.exam.outcome import Returned
from autograde.kernel import layers, processes, warm
from autograde.kernel.candidate import KernelCandidate
from autograde.kernel.order import HOME, LAYERS, Order
from autograde.kernel.session import CellRun, KernelFault, Session
from autograde.kernel.workplace import workplace

pytestmark = pytest.mark.grader

ROOT = Path(__file__).parents[2]
LIMITS = Limits(cell_seconds=30, seconds=60)
FEW = ("json",)


def run(
    *cells: str, imports: tuple[str, ...] = FEW, layers: tuple[str, ...] = LAYERS
) -> NotebookNode:
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    with (
        workplace("exercises", ROOT / "datasets", {}, shut_in=bool(layers)) as place,
        Session(notebook, place, LIMITS, imports, layers) as session,
    ):
        for index in range(len(cells)):
            assert session.run(index) == CellRun("done")
    return session.notebook


def shown(*cells: str, imports: tuple[str, ...] = FEW) -> str:
    return "".join(o.text for c in run(*cells, imports=imports).cells for o in c.outputs)


@pytest.fixture
def zygote() -> Iterator[warm.Zygote]:
    """The zygote of these tests, with kernels that import little."""
    run("1")
    yield warm.zygote(FEW, True)


def number(zygote: warm.Zygote) -> int:
    """The process of the zygote itself, within bubblewrap's."""
    assert zygote._process is not None
    (inner,) = processes.children(zygote._process.pid)
    return inner


# RLIMIT_DATA is left out: it counts from what the zygote has in memory when it forks.
STATE = """
import builtins, hashlib, locale, os, random, resource, signal, sys, time, warnings
import numpy, torch
parts = [
    torch.get_rng_state().numpy().tobytes(), torch.get_default_dtype(), torch.get_num_threads(),
    torch.is_grad_enabled(), torch.are_deterministic_algorithms_enabled(), torch.initial_seed(),
    torch.get_printoptions() if hasattr(torch, "get_printoptions") else 0,
    numpy.random.get_state()[1].tobytes(), numpy.geterr(), numpy.get_printoptions(),
    random.getstate(), sorted(os.environ.items()), os.getcwd(), os.umask(0o22), sorted(sys.modules),
    sys.path, sys.getrecursionlimit(), sys.getswitchinterval(), warnings.filters,
    sorted(vars(builtins)), [signal.getsignal(n) for n in (2, 15)], locale.setlocale(locale.LC_ALL),
    [resource.getrlimit(n) for n in range(15) if n != resource.RLIMIT_DATA], hash("x"),
    torch.Tensor.__add__.__qualname__,
    [(d, sorted(f)) for d, _, f in os.walk("/home") if "/." not in d],
    os.listdir("/tmp"), os.listdir("/dev/shm"),
]
print(*(hashlib.md5(str(part).encode()).hexdigest() for part in parts), sep="\\n")
"""
VANDALISM = """
import builtins, os, random, subprocess, sys, threading, time, warnings
import numpy, torch
torch.manual_seed(7), torch.set_default_dtype(torch.float64), torch.set_grad_enabled(False)
torch.set_printoptions(precision=1), torch.use_deterministic_algorithms(True)
numpy.random.seed(7), numpy.seterr(all="ignore"), random.seed(7)
os.environ["MINE"] = "x"; os.chdir("/"); os.umask(0); sys.path.append("/mine")
sys.setrecursionlimit(5000); warnings.simplefilter("ignore"); builtins.mine = 1
torch.Tensor.__add__ = lambda a, b: a; sys.modules["torch.nn"] = None
for folder in ("/tmp", "/dev/shm", os.environ["HOME"], os.environ["IPYTHONDIR"]):
    open(f"{folder}/mine", "w").write("x")
subprocess.Popen(["sleep", "1000"], start_new_session=True)
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
"""


def test_each_kernel_starts_from_the_same_state() -> None:
    imports = ("torch", "numpy")
    first = shown(STATE, imports=imports)
    assert len(first.splitlines()) == 28
    run(VANDALISM, imports=imports)
    assert shown(STATE, imports=imports) == first


def test_what_the_zygote_rehearses_is_not_seen() -> None:
    seen = "import matplotlib.pyplot as plt\nprint(plt.get_fignums(), plt.figure().number)"
    imports = ("matplotlib.pyplot", "sklearn.metrics")
    assert shown(f"{seen}\nplt.close('all')", imports=imports) == "[] 1\n"


def test_kernels_of_two_zygotes_draw_the_same_random_numbers() -> None:
    drawn = (
        "import random, numpy, torch\nprint(random.random(), numpy.random.rand(), torch.rand(3))"
    )
    few, many = (shown(drawn, imports=imports) for imports in [("torch",), ("torch", "pandas")])
    assert few == many


def test_no_kernel_looks_at_all_modules_for_a_debugger_that_it_has_not() -> None:
    code = "print(get_ipython().kernel._kernel_modules)"
    whole = "import sys, ipykernel.ipkernel; print(ipykernel.ipkernel.sys is sys)"
    assert shown(code, whole) == "[]\nTrue\n"


THREADS = """
import threading
threading.stack_size(65536)
for number in range({}):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print(number + 1)
"""
LESSON = [
    "import torch, numpy as np, pandas as pd\nfrom torch import nn",
    "torch.manual_seed(1)\nnn.Linear(2, 1).weight",
    "np.random.seed(1)\nnp.random.rand(3)",
    "pd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 0]);",
    "1 / 0",
    "print('out')\nimport sys\nprint('err', file=sys.stderr)\nsorted({'b', 'a'})",
    "!echo hello",
    "%%bash\necho from bash",
    "nn.Linear(2, 1)(torch.ones(3))",
    "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')",
    "async def f():\n    return 3\nawait f()",
    "await no_such_name",
]


def test_a_warm_kernel_shows_what_a_cold_one_does() -> None:
    cold = new_notebook(cells=[new_code_cell(source) for source in LESSON])
    NotebookClient(cold, kernel_name="python3", allow_errors=True, record_timing=False).execute()
    limits = Limits()
    imports = ("torch", "pandas", "matplotlib.pyplot")
    notebook = new_notebook(cells=[new_code_cell(source) for source in LESSON])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(notebook, place, limits, imports) as session,
    ):
        for index in range(len(LESSON)):
            session.run(index)
    warm_outputs = [outputs(cell, HOME) for cell in session.notebook.cells]
    assert warm_outputs == [outputs(cell, Path.home()) for cell in cold.cells]


def outputs(cell: NotebookNode, home: Path) -> list[NotebookNode]:
    """What a cell shows; each stream in one piece and as on a screen, which only ours joins so.

    Paths are written out: the ``~`` of a traceback is another folder in each kernel.
    """
    texts: dict[str, str] = {}
    others = []
    for output in cell.outputs:
        if output.output_type == "stream":
            texts[output.name] = texts.get(output.name, "") + output.text.replace("\r\n", "\n")
        else:
            if output.output_type == "error":
                output.traceback = [line.replace("~/", f"{home}/") for line in output.traceback]
            others.append(output)
    return [nbformat.from_dict(texts), *others]


def test_a_zygote_that_died_is_started_again(zygote: warm.Zygote) -> None:
    first = number(zygote)
    os.kill(first, signal.SIGKILL)
    assert shown("print(1)") == "1\n"
    assert number(zygote) != first


def test_a_zygote_that_dies_takes_its_kernels_along_which_is_the_graders_fault(
    zygote: warm.Zygote,
) -> None:
    notebook = new_notebook(cells=[new_code_cell("import time\ntime.sleep(60)")])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(notebook, place, LIMITS, FEW) as session,
    ):
        session._client.on_cell_execute = lambda **_: os.kill(number(zygote), signal.SIGKILL)
        with pytest.raises(KernelFault, match="forked from has ended"):
            session.run(0)
    assert shown("print(1)") == "1\n"


def test_a_zygote_that_dies_during_the_exam_is_the_graders_fault(
    zygote: warm.Zygote,
) -> None:
    notebook = new_notebook(cells=[new_code_cell("def wait():\n    while True: pass")])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(notebook, place, LIMITS, FEW) as session,
    ):
        candidate = KernelCandidate(session)
        assert session.run(0) == CellRun("done")
        assert candidate.has("wait") == Returned(True)
        os.kill(number(zygote), signal.SIGKILL)
        with pytest.raises(KernelFault, match="forked from has ended"):
            candidate.call("wait")


def test_one_kernel_is_forked_ahead(zygote: warm.Zygote) -> None:
    # Each kernel comes with the process that stands first in its namespace.
    assert len(living(zygote)) == 2
    notebook = new_notebook(cells=[new_code_cell("1")])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(notebook, place, LIMITS, FEW) as session,
    ):
        session.run(0)
        assert len(living(zygote)) == 4


def living(zygote: warm.Zygote) -> list[int]:
    """Its children, but for those that have ended and that it has not heard of yet."""
    found = []
    for child in processes.children(number(zygote)):
        with suppress(FileNotFoundError, ProcessLookupError):  # some end while they are looked at
            if ") Z " not in Path(f"/proc/{child}/stat").read_text():
                found.append(child)
    return found


def test_no_kernel_is_forked_from_several_threads() -> None:
    # A module of the environment, for the time of this test: the zygote sees no other.
    site = Path(pytest.__file__).parents[1] / "starts_a_thread.py"
    site.write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()"
    )
    try:
        with pytest.raises(KernelFault, match=r"have started 1 threads.*course\.toml"):
            run("1", imports=("starts_a_thread",))
    finally:
        site.unlink()


def test_a_kernel_that_cannot_be_made_says_so_at_once(tmp_path: Path) -> None:
    with workplace("exercises", ROOT / "datasets", {}) as place:
        shutil.rmtree(place.course)
        session = Session(new_notebook(), place, LIMITS, FEW)
        with pytest.raises(KernelFault, match="No such file or directory"), session:
            pass


def test_a_kernel_that_ends_before_it_is_ready_is_none() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        pidfds = [os.pidfd_open(os.getpid()) for _ in range(2)]
        socket.send_fds(theirs, [b"."], pidfds)
        for pidfd in pidfds:
            os.close(pidfd)
        theirs.send(b'{"exit": 1}')
        order = Order({}, "/", {}, 0, 0, 0, 0)
        with ours, pytest.raises(warm._Gone):
            warm._born(ours, order)


def test_threads_of_one_kernel_are_not_counted_against_another() -> None:
    many = new_notebook(cells=[new_code_cell(THREADS.format(300))])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(many, place, LIMITS, FEW) as session,
    ):
        session.run(0)
        assert shown(THREADS.format(200)) == "200\n"
    assert session.notebook.cells[0].outputs[0].text == "300\n"


def test_a_module_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(KernelFault, match="No module named 'no_such_module'"):
        run("1", imports=("no_such_module",))


def test_without_the_sandbox_kernels_are_warm_as_well() -> None:
    notebook = run("import os\nprint(os.path.exists('/home/student'))", layers=())
    assert notebook.cells[0].outputs[0].text == "False\n"


def test_kernels_in_a_row_leave_nothing_behind(zygote: warm.Zygote) -> None:
    def counts() -> tuple[int, int, int]:
        inner = number(zygote)
        return (
            len(list(Path("/proc/self/fd").iterdir())),
            len(list(Path(f"/proc/{inner}/fd").iterdir())),
            len(processes.tree([inner], 1000)),
        )

    run("1")
    before = counts()
    for _ in range(30):
        run("1")
    ends = time.monotonic() + 60  # the zygote hears of an end a moment later
    while any(now > then for now, then in zip(counts(), before, strict=True)):
        assert time.monotonic() < ends, (counts(), before)
        time.sleep(0.05)


EXECUTE = """
import sys
from nbclient import NotebookClient
import nbformat
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in sys.argv[2:]])
client = NotebookClient(notebook, kernel_name=sys.argv[1], allow_errors=True)
client.execute()
print([o.get("text", o.get("ename")) for c in client.nb.cells for o in c.outputs])
"""


def test_any_tool_can_use_the_kernelspec(tmp_path: Path) -> None:
    (tmp_path / "beside.txt").write_text("read")
    other = tmp_path.parent / f"{tmp_path.name}-other"
    other.mkdir()
    cells = [
        "print(open('beside.txt').read())",
        "open('made', 'w').write('x');",
        f"open({str(other / 'made')!r}, 'w')",
        "import os; print(os.environ.get('SECRET'))",
    ]
    specs = subprocess.run(
        [sys.executable, "-m", "jupyter", "kernelspec", "list"], capture_output=True, text=True
    )
    assert "autograde" in specs.stdout
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE, "autograde", *cells],
        cwd=tmp_path,
        env={**os.environ, "SECRET": "x"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "['read\\n', 'FileNotFoundError', 'None\\n']"
    assert (tmp_path / "made").read_text() == "x"
    assert not (other / "made").exists()


def test_an_environment_within_the_folder_can_be_read_and_not_written() -> None:
    cells = [
        "import autograde.student, pathlib; print(pathlib.Path('course.toml').exists())",
        "open(autograde.student.__file__, 'a')",
        "import nbclient; open(nbclient.__file__, 'a')",
    ]
    command = [sys.executable, "-c", EXECUTE, "autograde", *cells]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "['True\\n', 'OSError', 'OSError']"


def test_every_layer_of_this_machine_holds() -> None:
    assert [layer.name for layer in layers.look() if layer.fix] == []
    layers.check()


def test_a_missing_layer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograde.kernel import landlock

    monkeypatch.setattr(landlock, "version", lambda: 0)
    with pytest.raises(layers.SandboxMissing, match=r"Landlock: .*Linux 5\.13") as refused:
        layers.check()
    assert "--unsafe" in str(refused.value)
