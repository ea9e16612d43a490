"""No attack gains a point, reads what is hidden, or costs anybody else anything.

Each file in ``submissions/`` is one attack. Its docstring is TOML: ``goal``; ``expected``, the
points of the honest part alone (by default those of loading and splitting, all else being left as
it was released); ``honest``, true where all else is right instead. ``# %% attack`` starts a cell
before all others, ``# %% last`` one behind them, ``# %% file NAME`` a file beside the notebook, and
any other name a solution cell. An attack says what it found by printing or raising the word FOUND.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import socket
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import pytest
from handing_in import ROOT, content, fill

from autograde import course as courses
from autograde.course import Course
from autograde.grading import classroom
from autograde.grading.submission import Graded, Submission, Task

pytestmark = pytest.mark.grader

SECTION = re.compile(r"^# %% *(.+?) *\n", flags=re.MULTILINE)
CANARY = "canary-of-the-exam"
STUBS = {name: "raise NotImplementedError" for name in ("model", "fit", "predict")}
STUB_POINTS = 10


@dataclass(frozen=True)
class Attack:
    """What a dishonest student hands in, and the most that it may earn."""

    name: str
    expected: float
    notebook: bytes
    files: dict[str, bytes]


def read(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    about = tomllib.loads(ast.get_docstring(ast.parse(text)) or "")
    _, *parts = SECTION.split(text)
    sections = list(zip(parts[::2], parts[1::2], strict=True))
    own = {n: t for n, t in sections if n not in ("attack", "last") and not n.startswith("file ")}
    notebook = fill(
        own if about.get("honest") else {**STUBS, **own},
        extra=[t for n, t in sections if n == "attack"],
    )
    notebook.cells += [nbformat.v4.new_code_cell(t) for n, t in sections if n == "last"]
    files = {n.removeprefix("file "): t.encode() for n, t in sections if n.startswith("file ")}
    return Attack(path.stem, about.get("expected", STUB_POINTS), content(notebook), files)


ATTACKS = {
    path.stem: read(path) for path in sorted((Path(__file__).parent / "submissions").glob("*.py"))
}


@pytest.fixture(scope="module")
def short_tmp() -> Iterator[Path]:
    """A folder for everything; sockets lie in it, whose paths must be short."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def home(short_tmp: Path) -> Course:
    """A course with a gradebook, other students, and an exam that can be recognised."""
    root = short_tmp / "course"
    root.mkdir()
    shutil.copy(ROOT / "course.toml", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copytree(ROOT / "datasets", root / "datasets", ignore=shutil.ignore_patterns("MNIST"))
    exam = root / "solutions" / "exams" / "ex1.py"
    exam.write_text(f'{exam.read_text()}\nSECRET = "{CANARY}"\n')
    other = root / "submitted" / "somebody-else" / "exercises"
    other.mkdir(parents=True)
    (other / "ex1_logistic_regression.ipynb").write_bytes(content(fill(extra=[f'x = "{CANARY}"'])))
    (root / "gradebook.db").write_bytes(CANARY.encode())
    return courses.load(root)


@pytest.fixture(scope="module")
def listening(short_tmp: Path) -> Iterator[dict[str, bytes]]:
    """Sockets that nobody may reach, as files that tell an attack where they are."""
    with (
        socket.socket() as inet,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as named,
    ):
        inet.bind(("127.0.0.1", 0))
        port = inet.getsockname()[1]
        abstract.bind(f"\0autograde-attack-{port}")
        named.bind(str(short_tmp / "socket"))
        for listener in (inet, abstract, named):
            listener.listen()
        yield {"port.txt": str(port).encode(), "socket.txt": str(short_tmp / "socket").encode()}


@pytest.fixture(scope="module")
def graded(
    task: Task, home: Course, short_tmp: Path, listening: dict[str, bytes]
) -> Iterator[dict[str, Graded]]:
    """All attacks graded as one class, with an honest student and one who did only a part."""
    class_ = [
        Submission(attack.name, "ex1", attack.notebook, {**listening, **attack.files})
        for attack in ATTACKS.values()
    ]
    class_.insert(len(class_) // 2, Submission("honest", "ex1", content(fill())))
    class_.append(Submission("partial", "ex1", content(fill(STUBS))))
    here = replace(task, course=home, exam=classroom.prepare(home, "ex1").exam)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADE_CANARY", CANARY)
        (short_tmp / "w").mkdir()
        patch.setattr(tempfile, "tempdir", str(short_tmp / "w"))
        results = {item.result.student: item for item in classroom.grade_all(class_, here)}
    yield results


def test_others_get_their_points(graded: dict[str, Graded]) -> None:
    assert graded["honest"].result.score == 50
    assert graded["partial"].result.score == STUB_POINTS


@pytest.mark.parametrize("name", ATTACKS)
def test_gains_no_point(name: str, graded: dict[str, Graded]) -> None:
    result = graded[name].result
    points = {verdict.id: verdict.points for verdict in result.criteria if verdict.points}
    assert result.status in ("graded", "needs-attention"), result.reason
    assert result.score <= ATTACKS[name].expected, (result.reason, points)
    assert result.to_json().encode()


@pytest.mark.parametrize("name", ATTACKS)
def test_reads_nothing_hidden(name: str, graded: dict[str, Graded]) -> None:
    assert "FOUND" not in graded[name].result.to_json()
    notebook = graded[name].notebook
    assert notebook is not None
    for cell in notebook.cells:
        shown = json.dumps(cell.get("outputs", []))
        assert "FOUND" not in shown
        assert CANARY not in shown
    nbformat.validate(notebook)


def test_changes_nothing_outside(graded: dict[str, Graded], home: Course, short_tmp: Path) -> None:
    assert (home.root / "gradebook.db").read_bytes() == CANARY.encode()
    assert not list(home.root.rglob("mine"))
    assert not list(ROOT.glob("mine"))


def test_leaves_nothing_behind(graded: dict[str, Graded], short_tmp: Path) -> None:
    assert not list((short_tmp / "w").iterdir())
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert str(short_tmp / "w").encode() not in command.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
