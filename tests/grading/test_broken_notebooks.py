"""Whatever a student hands in gets a verdict and a reason, and costs nobody else anything."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
import pytest
from handing_in import content, fill
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograde.grading import classroom
from autograde.grading.result import Result
from autograde.grading.submission import Submission, Task

pytestmark = pytest.mark.grader

Edit = Callable[[NotebookNode], object]

LOOP = "while True:\n    pass"
STUBBORN = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
MEMORY = "import torch\nrows = [torch.ones(25_000_000) for _ in range(1000)]"
DISK = "for n in range(20): open(f'{n}', 'wb').write(b'x' * 10**8)"
FILE = "with open('x', 'wb') as f:\n    for n in range(20): f.write(b'x' * 10**8)"
HTML = "from IPython.display import HTML, display\ndisplay(HTML('<p>' * 20_000_000))"
ENDLESS_FIT = "def fit(model, X, y, epochs=300, lr=0.5):\n    while True:\n        pass"
DEADLY_PREDICT = "import os\ndef predict(model, X):\n    os.kill(os.getpid(), 9)"
TAKES_ITS_OWN_NAME = """

import torch
fit = fit(LogisticRegression(2), torch.zeros(4, 2), torch.zeros(4), epochs=1)
"""
DECORATED = """
def labelled(function):
    return lambda model, X: function(model, X).long()


"""
NOISY = """\
import sys, warnings
warnings.warn("old")
print("error?", file=sys.stderr)
"""
MISSING_MODULES = """\
import no_such_thing as nst
from nor_this.part import one, two  # for the last cell
import pandas as pd, torch
"""
SHELL = "!echo hello\n!no-such-program"


@dataclass(frozen=True)
class Case:
    """What is handed in, and what must come of it."""

    name: str
    content: bytes | None
    score: float
    reason: str | None
    status: str = "graded"


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def set_marks(notebook: NotebookNode, name: str, marks: object) -> None:
    cell(notebook, name).metadata["nbgrader"] = marks


def duplicate(notebook: NotebookNode, name: str, text: str | None = None) -> None:
    copy = nbformat.from_dict(json.loads(json.dumps(cell(notebook, name))))
    copy.source = copy.source if text is None else text
    notebook.cells.append(copy)


def into_the_test(notebook: NotebookNode) -> None:
    """Move an answer into the test cell behind it, which not every editor locks."""
    answer, test = cell(notebook, "ex1-predict"), cell(notebook, "ex1-result-test")
    test.source = f"{answer.source}\n\n{test.source}"
    answer.source = "raise NotImplementedError()"


def setting(what: str) -> NotebookNode:
    return new_code_cell(f"import torch\ntorch.{what}", id="last")


def decorated(notebook: NotebookNode) -> None:
    """``predict`` works with its decorator only, and a later cell takes its name."""
    predict = cell(notebook, "ex1-predict")
    undecorated = predict.source.replace(".long()", "")
    predict.source = DECORATED + undecorated.replace("def predict", "@labelled\ndef predict")
    notebook.cells.append(new_code_cell("predict = 3", id="last"))


def delete(notebook: NotebookNode, *names: str) -> None:
    notebook.cells = [
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in names
    ]


def names_of_tests(notebook: NotebookNode) -> list[str]:
    marks = [c.metadata.get("nbgrader", {}) for c in notebook.cells]
    return [m["grade_id"] for m in marks if m.get("grade")]


def cases() -> list[Case]:
    """Every way of breaking a notebook, and two honest ones among them."""
    honest = nbformat.writes(fill()).encode()

    def raw(name: str, content: bytes | None, reason: str) -> Case:
        return Case(name, content, 0, reason, "needs-attention")

    def edited(name: str, edit: Edit, reason: str | None, score: float = 50) -> Case:
        notebook = fill()
        edit(notebook)
        return Case(name, content(notebook), score, reason)

    def extra(name: str, text: str, reason: str | None = None) -> Case:
        return Case(name, content(fill(extra=[text])), 50, reason)

    def deadly(name: str, text: str, reason: str = "did not survive cell 1") -> Case:
        return raw(name, content(fill(extra=[text])), reason)

    return [
        Case("honest", honest, 50, None),
        # Functions that go wrong when they are examined; these take longest.
        Case("fit-never-ends", content(fill({"fit": ENDLESS_FIT})), 30, None),
        Case(
            "predict-kills",
            content(fill({"predict": DEADLY_PREDICT})),
            40,
            "kernel is gone",
            "needs-attention",
        ),
        # Files that are no notebook.
        raw("no-json", b"x = 1\nprint(x)\n", "is not JSON"),
        raw("cut-off", honest[: len(honest) // 2], "is not JSON .* or was cut off"),
        raw("empty", b"", "file is empty"),
        raw("null-bytes", honest[:500] + b"\0" * 100 + honest[600:], "contains null bytes"),
        raw("json-but-no-notebook", b'{"cells": []}', "JSON, but no notebook"),
        raw("nested", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nests too deeply"),
        raw("no-cells", b'{"nbformat": 4, "cells": []}', "holds no cells"),
        raw("missing", None, "was not handed in"),
        # Files that are one, if one looks long enough.
        Case("utf-16", honest.decode().encode("utf-16"), 50, None),
        Case(
            "null-byte-in-a-cell",
            content(fill(extra=["x = 'a\0b'"])),
            50,
            "null bytes inside cells were taken out",
        ),
        Case(
            "nbformat-3",
            nbformat.writes(nbformat.convert(fill(), 3)).encode(),
            50,
            "old notebook format 3",
        ),
        edited("cell-without-source", lambda n: n.cells[0].pop("source"), "1 cell was no cell", 0),
        edited("cell-is-a-number", lambda n: n.cells.insert(3, 7), "1 cell was no cell"),
        # Cells that are not where or what they were.
        edited(
            "tests-deleted",
            lambda n: delete(n, *names_of_tests(n)),
            "missing: ex1-data-test.*ex1-res",
        ),
        edited("solution-deleted", lambda n: delete(n, "ex1-predict"), "missing: ex1-predict", 40),
        edited(
            "answer-in-another-cell",
            lambda n: cell(n, "ex1-fit").metadata.pop("nbgrader"),
            "missing: ex1-fit",
        ),
        edited("test-twice", lambda n: duplicate(n, "ex1-data-test"), "a copy of cell ex1-data"),
        edited("solution-twice", lambda n: duplicate(n, "ex1-fit"), "ex1-fit was there twice"),
        edited(
            "later-copy-wins",
            lambda n: duplicate(
                n, "ex1-predict", "def predict(model, X): raise NotImplementedError"
            ),
            "ex1-predict was there twice",
            40,
        ),
        edited(
            "skip-tests",
            lambda n: cell(n, "ex1-data-test").metadata.update(tags=["skip-execution"]),
            "skip-execution was taken off cell ex1-data-test",
        ),
        edited(
            "skip-solution",
            lambda n: cell(n, "ex1-fit").metadata.update(tags=["skip-execution"]),
            "skip-execution was taken off cell ex1-fit",
        ),
        edited(
            "skip-very-many",
            lambda n: n.cells.extend(
                new_code_cell(
                    "", metadata={"tags": ["skip-execution"], "nbgrader": {"grade_id": f"a{i}"}}
                )
                for i in range(100)
            ),
            "skip-execution was taken off cell a0;.* and 80 notes more",
        ),
        edited("reordered", lambda n: n.cells.append(n.cells.pop(4)), "in another order"),
        edited(
            "solution-as-markdown",
            lambda n: cell(n, "ex1-split").update(cell_type="markdown"),
            "had become a markdown cell",
        ),
        edited(
            "test-as-raw",
            lambda n: cell(n, "ex1-model-test").update(cell_type="raw"),
            "had become a raw cell",
        ),
        edited(
            "more-points",
            lambda n: cell(n, "ex1-data-test").metadata.nbgrader.update(points=500),
            "points of cell ex1-data-test had been changed to 500",
        ),
        edited(
            "endless-points",
            lambda n: cell(n, "ex1-data-test").metadata.nbgrader.update(points=10**400),
            None,
        ),
        edited(
            "test-edited",
            lambda n: cell(n, "ex1-data-test").update(source="50.0"),
            "ex1-data-test had been edited",
        ),
        edited(
            "foreign-grade-id",
            lambda n: n.cells[0].metadata.update(nbgrader={"grade_id": "ex9", "solution": True}),
            None,
        ),
        *(
            edited(
                f"marks-{marks!r}",
                lambda n, m=marks: set_marks(n, "ex1-fit", m),
                "missing: ex1-fit",
            )
            for marks in ([], "solution", 7)
        ),
        # Cells that go wrong when they run.
        extra("endless-loop", LOOP, "cell 1 was stopped after 30 seconds"),
        deadly("endless-and-stubborn", STUBBORN),
        deadly("exits", "import os\nos._exit(0)"),
        deadly("kills-itself", DEADLY_PREDICT + "\npredict(1, 2)"),
        extra("system-exit", "raise SystemExit"),
        deadly("calls-exit", "x = exit()", "did not survive cell"),
        deadly("calls-quit", "if True:\n    quit()", "did not survive cell"),
        *(
            edited(
                f"ends-with-{line}",
                lambda n, line=line: n.cells.append(new_code_cell(f"x = 1\n{line}", id="last")),
                "ran without `.*`: nothing would be left",
            )
            for line in ("exit()", "quit", "%reset -f", "%reset -sf  # start anew")
        ),
        extra("one-huge-print", "print('x' * 500_000_000)", "cell 1 printed more than 2 MB"),
        extra("many-prints", "while True: print('x' * 1_000_000)", "cell 1 printed more than 2 MB"),
        extra(
            "a-line-at-a-time",
            "while True: print('x' * 60, flush=True)",
            "cell 1 printed more than",
        ),
        extra("huge-stderr", "import sys\nsys.stderr.write('x' * 500_000_000);", "cell 1 printed"),
        extra("huge-html", HTML, "cell 1 printed more than 2 MB"),
        extra("long-line", "print('x' * 1_500_000)"),
        extra("too-much-memory", MEMORY, "cell 1 asked for more than 2,500 MB of memory"),
        extra("too-much-disk", DISK, "cell 1 wrote more than 500 MB to its folders"),
        extra("too-much-at-once", FILE, "cell 1 wrote a file of more than 256 MB"),
        extra("recursion", "def f():\n    return f()\nf()"),
        extra("asks", "input('name?')"),
        extra("shell", SHELL),
        extra("bash", "%%bash\necho hello; exit 3"),
        extra("syntax-error", "def f(:", "cell 1 stopped with SyntaxError"),
        extra("awaits", "import asyncio\nawait asyncio.sleep(0)"),
        edited(
            "imports-what-is-not-here",
            lambda n: n.cells.insert(0, new_code_cell(MISSING_MODULES, id="first")),
            "cell 1 ran without `import no_such_thing as nst`.*without `from nor_this.part import",
        ),
        edited(
            "answer-does-not-parse",
            lambda n: cell(n, "ex1-predict").update(
                source="def predict(model, X):\n    return “1”"
            ),
            "stopped with SyntaxError: invalid character",
            40,
        ),
        edited("answer-in-a-locked-cell", into_the_test, "in it besides has a cell of its own"),
        # Settings that are the cell's own affair.
        edited("gradients-off", lambda n: n.cells.append(setting("set_grad_enabled(False)")), None),
        edited(
            "doubles", lambda n: n.cells.append(setting("set_default_dtype(torch.float64)")), None
        ),
        # Names that are given to something else after the checks.
        *(
            edited(
                f"taken-by-{text}",
                lambda n, text=text: n.cells.append(new_code_cell(text, id="last")),
                "was taken for something else in the end: its definition in cell",
            )
            for text in (
                "fit = [0.7, 0.6]",
                "from sklearn.linear_model import LogisticRegression",
                "LogisticRegression = LogisticRegression(12)",
                "del predict, fit",
            )
        ),
        edited(
            "taken-in-its-own-cell",
            lambda n: cell(n, "ex1-fit").update(
                source=cell(n, "ex1-fit").source + TAKES_ITS_OWN_NAME
            ),
            "`fit` was taken for something else",
        ),
        edited("taken-with-its-decorator", decorated, "`predict` was taken for something else"),
        edited(
            "renamed-on-purpose",
            lambda n: n.cells.append(new_code_cell("first = fit\nfit = first", id="last")),
            None,
        ),
        edited(
            "never-written",
            lambda n: cell(n, "ex1-predict").update(source="predict = 0.9"),
            None,
            40,
        ),
        extra("no-such-magic", "%tensorbored --logdir x"),
        extra("surrogate", "raise ValueError('\\ud800')"),
        extra("noisy", NOISY),
        Case("also-honest", honest, 50, None),
    ]


CASES = {case.name: case for case in cases()}


@pytest.fixture(scope="module")
def results(task: Task) -> dict[str, Result]:
    """All of them, graded as one class."""
    class_ = [Submission(case.name, "ex1", case.content) for case in CASES.values()]
    return {graded.result.student: graded.result for graded in classroom.grade_all(class_, task)}


def test_nobody_is_lost(results: dict[str, Result]) -> None:
    assert results.keys() == CASES.keys()
    assert all(r.status in ("graded", "needs-attention") for r in results.values())
    assert all(Result.from_json(r.to_json()).score == r.score for r in results.values())


@pytest.mark.parametrize("name", CASES)
def test_own_verdict_and_reason(name: str, results: dict[str, Result]) -> None:
    case, result = CASES[name], results[name]
    seen = [(v.id, v.message) for v in result.criteria if v.points < v.max_points]
    assert (result.score, result.status) == (case.score, case.status), (result.reason, seen)
    if case.reason is None:
        assert result.reason is None
    else:
        assert result.reason is not None
        assert re.search(case.reason, result.reason, re.IGNORECASE), result.reason
