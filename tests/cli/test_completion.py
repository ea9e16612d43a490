"""What a shell offers when Tab is pressed, and what `python -m autograde` is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny import hand_in, new_course
from typer.testing import CliRunner

from autograde.cli import app

pytestmark = pytest.mark.grader


def completed(typed: str) -> list[str]:
    """What bash is offered for the last word."""
    place = str(len(typed.split(" ")) - 1)
    asked = {"_AUTOGRADE_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": place}
    return CliRunner().invoke(app, [], prog_name="autograde", env=asked).stdout.split()


def test_bash_gets_a_script_that_asks_for_completions() -> None:
    # As the line in ~/.bashrc asks; `--show-completion` looks which shell has started it.
    command = [str(Path(sys.executable).with_name("autograde"))]
    env = {**os.environ, "_AUTOGRADE_COMPLETE": "source_bash"}
    told = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert "_AUTOGRADE_COMPLETE=complete_bash" in told.stdout, told.stderr


def test_the_command_line_starts_without_what_only_some_commands_need() -> None:
    heavy = {"torch", "nbformat", "nbgrader", "sqlalchemy", "distributed", "pandas", "matplotlib"}
    ask = f"import sys, autograde.cli; print(*{heavy} & sys.modules.keys())"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=120)
    assert (told.stdout.split(), told.stderr) == ([], "")


def test_commands_and_the_names_of_the_course_are_completed(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    hand_in(course, "s017", 100)
    hand_in(course, "s020", 100)
    here = f"--course {tmp_path}"
    assert completed("autograde gr") == ["grade"]
    assert completed(f"autograde grade {here} --assignment n") == ["numbers"]
    assert completed(f"autograde grade {here} -e ") == ["one"]
    assert completed(f"autograde grade {here} -s s01") == ["s017"]
    assert completed(f"autograde try {here} o") == ["one"]
    assert completed(f"autograde mark {here} one -q number/l") == ["number/large"]


def test_outside_a_course_nothing_is_offered_and_nothing_complained_about(
    tmp_path: Path,
) -> None:
    assert completed(f"autograde grade --course {tmp_path} -a ") == []
