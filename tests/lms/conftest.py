"""A course to collect for."""

from pathlib import Path

import pytest
from lms_archives import ROOT

from autograde import course as courses


@pytest.fixture
def course(tmp_path: Path) -> courses.Course:
    """A course folder of its own around the real sources."""
    folder = tmp_path / "course"
    folder.mkdir()
    for part in ("solutions", "notebooks", "datasets", "nbgrader_config.py"):
        (folder / part).symlink_to(ROOT / part)
    (folder / "course.toml").write_bytes((ROOT / "course.toml").read_bytes())
    return courses.load(folder)
