"""``autograde lab`` where there is no course; tests/browser/ looks at what it opens."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograde.cli import app


def test_outside_of_a_course_the_next_step_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["lab", "--no-browser"])
    assert done.exit_code == 2
    assert f"no notebooks/lecture/00_welcome.ipynb in {tmp_path}" in done.stderr
    assert "change into the course folder" in done.stderr
