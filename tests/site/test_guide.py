"""The instructors' guide, followed to the letter in a course folder of its own."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograde import course as courses
from autograde.cli.demonstration import COURSE_FILES
from autograde.grading import records
from autograde.grading.result import Result
from autograde.written.marking import Marking

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "instructors"
#: Names each command of a block that does not leave with 0, which alone would not stop the block.
TELL = "trap 'echo \"$BASH_COMMAND leaves with $?\" >&2' ERR\n"
TOLD = re.compile(r"^(.*) leaves with (\d+)$", re.MULTILINE)
NOBODY: Mapping[str, int] = {}

pytestmark = pytest.mark.grader


@dataclass(frozen=True)
class Reader:
    """Somebody who types block after block of a page into a shell in the course folder."""

    folder: Path
    blocks: deque[str]

    def types(self, start: str, leaves: Mapping[str, int] = NOBODY) -> str:
        """Type the next block, which starts like this; what it prints, on one line.

        ``leaves`` has the commands that leave with another code than 0.
        """
        block = self.blocks.popleft()
        assert block.startswith(start)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", TELL + block],
            cwd=self.folder,
            env=os.environ | {"PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        told = {command: int(code) for command, code in TOLD.findall(done.stderr)}
        assert told == leaves, done.stdout + done.stderr
        return " ".join(done.stdout.split())

    def results(self) -> dict[tuple[str, str], Result]:
        """What has been graded, by student and exercise."""
        found = records.load(courses.load(self.folder), "exercises")
        return {(result.student, result.exercise): result for result in found}

    def scores(self) -> dict[tuple[str, str], float]:
        return {key: result.score for key, result in self.results().items()}


def reader(page: str, folder: Path) -> Reader:
    """A reader of this page, whose course has one lecture: each is run for a release."""
    for name in COURSE_FILES:
        shutil.copy(ROOT / name, folder / name)
    left_out = shutil.ignore_patterns("MNIST", "0[1-9]_*.ipynb", "1?_*.ipynb", "__pycache__")
    for name in ("solutions", "notebooks", "datasets", "tests/submissions"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    return Reader(folder, deque(blocks(page, "sh")))


def blocks(page: str, language: str) -> list[str]:
    text = (GUIDE / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_a_term_goes_as_the_guide_says(tmp_path: Path) -> None:
    term = reader("term.md", tmp_path)
    submitted, reports = tmp_path / "submitted", tmp_path / "reports" / "exercises"
    assert "bubblewrap" in term.types("autograde doctor")
    term.types("autograde demo")
    assert (tmp_path / "gradebook_exercises.zip").is_file()
    term.types("cat >> course.toml")

    term.types("autograde release --bundle course.zip")
    with zipfile.ZipFile(tmp_path / "course.zip") as bundle:
        assert not [name for name in bundle.namelist() if "solutions" in name]

    term.types("autograde collect gradebook_exercises.zip --dry-run")
    assert len(list(submitted.glob("*/exercises/*.ipynb"))) == 19
    assert len(list(reports.glob("collected-*.csv"))) == 1
    term.types("mkdir -p submitted/s020/exercises")

    term.types("autograde grade --dry-run", {"autograde grade": 3})
    results = term.results()
    waiting = {key for key, result in results.items() if result.status == "needs-attention"}
    assert waiting == {("s016", "ex1"), ("s019", "ex1"), ("s020", "ex3")}
    assert results["s001", "ex1"].penalty > 0
    assert results["s002", "ex1"].penalty == 0

    before = term.scores()
    assert "marks would change" in term.types("sed -i", {"autograde grade": 3})
    assert term.scores() == before
    said = term.types("autograde grade --yes", {"autograde grade --yes": 3})
    assert "0 ran, 60 had been run before" in said
    after = term.scores()
    assert after["s002", "ex1"] < before["s002", "ex1"]
    assert all(score <= before[key] for key, score in after.items())

    assert "Model answer" in term.types("autograde mark ex3\n")
    term.types("autograde mark ex3 -q difference -g 1 -p 0")
    (group,) = Marking(courses.load(tmp_path), "ex3", "difference").groups()
    assert [answer.mark.points for answer in group.answers] == [0]

    term.types("autograde feedback")
    assert len(list((reports / "students").glob("s0*.html"))) == 20
    assert "double-sigmoid" in (reports / "index.html").read_text(encoding="utf-8")
    with (reports / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {(row["student"], row["exercise"]) for row in csv.DictReader(file)} == after.keys()

    term.types("autograde grade -s s007 --json s007.jsonl")
    ex1 = json.loads((tmp_path / "s007.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert "double-sigmoid" in {criterion["diagnosis"] for criterion in ex1["criteria"]}
    assert (tmp_path / "autograded" / "s007" / "exercises").is_dir()
    assert "1 ran" in term.types("autograde grade -s s007 -e ex1 --regrade")
    assert term.scores() == after
    assert not term.blocks


def test_an_exercise_is_added_as_the_guide_says(tmp_path: Path) -> None:
    author = reader("exercise.md", tmp_path)
    author.types("autograde new exercise ex4")
    assert "2 of 2 answers get what they should" in author.types("autograde try ex4\n")

    # The criterion that the guide gives as an example, in the place of the one that is there.
    (criterion,) = blocks("exercise.md", "python")
    exam, settings = tmp_path / "solutions" / "exams" / "ex4.py", tmp_path / "course.toml"
    text = exam.read_text(encoding="utf-8").replace("float32, values)", "float32, mean)")
    exam.write_text(text.replace("\nEXAM =", f"\n{criterion}\n\nEXAM ="), encoding="utf-8")
    points = settings.read_text(encoding="utf-8").replace("standardise/values", "standardise/mean")
    settings.write_text(points, encoding="utf-8")
    said = author.types("cat > tests/submissions/ex4/wrong_rows.py")
    assert "1 of 1 answers get what they should" in said

    author.types("autograde release")
    released = tmp_path / "notebooks" / "exercises"
    assert "YOUR CODE HERE" in (released / "ex4.ipynb").read_text(encoding="utf-8")
    assert (released / "ex4_checks.py").is_file()
    assert not author.blocks
