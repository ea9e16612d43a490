"""Every error that the command line can print: its words, its exit code, its width."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from provoked_errors import CASES, VARIES, Case, Place
from tiny import new_course
from typer.testing import CliRunner

from autograde.cli import app

ROOT = Path(__file__).parents[2]
WIDTH = 80
COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
#: Where errors come from that a command prints, and what they are called there.
SOURCES = (
    "cli",
    "course.py",
    "clock.py",
    "grading",
    "lms",
    "notebook",
    "written",
    "kernel/layers.py",
)
RAISED = re.compile(
    "fail|(Archive|Course|Corpus|Gradebook|Ledger|Cluster|Marking|Release|Roster|Template)Error|"
    "CannotCheck|CannotStart|NoResults|NotGraded|SandboxMissing|Unreadable"
)
#: Words of errors that cannot be provoked here, and why.
ELSEWHERE = {
    "the grader failed on a submission of the sample class": "a bug, which nobody knows yet",
    "the Dask scheduler is gone": "tests/grading/test_cluster.py stops a scheduler",
    "there is no exam": "course.toml is refused before",
    "look at free space and permissions, ": "tests/grading/test_gradebook.py lets a disk be full",
    "it holds more than": "becomes the remark on one upload in an archive",
}

pytestmark = pytest.mark.grader


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A small course, in a terminal of the usual width."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    monkeypatch.setenv("LINES", "24")
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        yield Place(new_course(tmp_path).root, monkeypatch, stack)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.typed[:40])
def test_an_error_says_what_is_wrong_and_what_to_do(case: Case, place: Place) -> None:
    case.before(place)
    result = CliRunner().invoke(app, shlex.split(case.typed))
    assert isinstance(result.exception, SystemExit), result.exception
    said = COLOUR.sub("", result.stderr).replace("\r", "\n").partition("error:")[2]
    told = " ".join(said.split()).replace(str(place.root), "HERE")
    wanted = ".+?".join(map(re.escape, case.message.split(VARIES)))
    assert re.fullmatch(wanted, told), told
    assert result.exit_code == case.code
    too_long = [line for line in f"error:{said}".splitlines() if len(line) > WIDTH]
    assert not [line for line in too_long if " " in line.strip()], "a line that could be broken"


def test_an_error_in_a_log_is_one_line(place: Place) -> None:
    place.patch.setenv("TTY_COMPATIBLE", "0")
    result = CliRunner().invoke(app, ["grade"])
    assert result.stderr.count("\n") == 1


def test_brackets_in_a_message_are_words(place: Place) -> None:
    (place.root / "[/draft]").mkdir(parents=True)
    result = CliRunner().invoke(app, ["grade", "--course", "[/draft]"])
    assert "/[/draft]/course.toml" in result.stderr


def _raised() -> Iterator[tuple[str, str]]:
    """Each error in the sources: its place, and a pattern of the words that it says itself."""
    package = ROOT / "autograde"
    for name in SOURCES:
        for path in sorted((package / name).rglob("*.py")) or [package / name]:
            names = RAISED.pattern + ("|ValueError" if path.parent == package else "")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                if re.fullmatch(names, ast.unparse(node.func).rpartition(".")[2]):
                    parts = getattr(node.args[0], "values", [node.args[0]])
                    pattern = "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+?"
                        for part in parts
                    )
                    if re.search("[a-z]{2}", pattern):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", pattern


def test_every_error_in_the_sources_is_among_the_cases() -> None:
    listed = [case.message.replace(VARIES, "x") for case in CASES]
    listed += ELSEWHERE
    missing = {
        where: pattern
        for where, pattern in _raised()
        if not any(re.search(pattern, message) for message in listed)
        and not any(re.escape(words) in pattern for words in ELSEWHERE)
    }
    assert missing == {}
