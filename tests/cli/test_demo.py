"""The demonstration, from the release to the page it prints, with a smaller sample class."""

import csv
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograde.cli import app, sample_class

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.grader


def test_the_demo_ends_with_a_page_and_runs_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_class, "RIGHT", 1)
    monkeypatch.setattr(sample_class, "WRONG", 1)
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "made-by-autograde-demo").touch()  # as if it had run before
    (folder / "gradebook.db").write_bytes(b"of the run before")
    result = CliRunner().invoke(app, ["demo", "--course", str(ROOT), "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    page = Path(re.findall(r"open in a browser: (.*)", result.output)[0])
    assert page.is_file()
    with (page.parent / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["student"]: row for row in csv.DictReader(file)}
    scores = [float(row["score"]) for row in marks.values()]
    right, wrong, untouched, cut, no_tests, cheat, leaving = scores
    assert (right, no_tests) == (50, 50)
    assert 0 < wrong < 50
    assert (untouched, cut, cheat, leaving) == (0, 0, 0, 0)
    attention = [s for s, row in marks.items() if row["status"] == "needs-attention"]
    assert attention == ["s004", "s007"]
    for student in marks:
        assert (page.parent / "students" / f"{student}.html").is_file()
        assert f'href="students/{student}.html"' in page.read_text(encoding="utf-8")
