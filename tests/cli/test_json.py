"""What commands print for other tools."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest
from provoked_errors import Place, questions
from tiny import new_course
from typer.testing import CliRunner

from autograde.cli import app, doctor
from autograde.cli.doctor import Check

pytestmark = pytest.mark.grader


def test_the_doctor_tells_each_check_with_its_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Check("Python", "ok", "3.12"), Check("torch", "missing", "not [installed]", "get it")]
    monkeypatch.setattr(doctor, "checks", lambda root: found)
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)[1] == {
        "name": "torch",
        "status": "missing",
        "seen": "not [installed]",
        "fix": "get it",
    }


def test_written_answers_come_in_their_groups_with_the_marks_they_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        questions(Place(new_course(tmp_path).root, monkeypatch, stack))
    type_in = ["mark", "two", "--json", "--course", str(tmp_path)]
    counts = json.loads(CliRunner().invoke(app, type_in).stdout)
    assert counts == [{"question": "why", "points": 2.0, "answers": 1, "groups": 1, "wait": 1}]
    (group,) = json.loads(CliRunner().invoke(app, [*type_in, "-q", "why"]).stdout)
    (answer,) = group["answers"]
    assert (answer["student"], answer["points"], answer["waits"]) == ("s1", None, True)
