"""Blackboard's archive, sorted."""

import stat
import zipfile
from pathlib import Path

import pytest

from autograde import course as courses
from autograde.lms import archive as archives
from autograde.lms.blackboard import Upload, name, upload
from autograde.lms.collecting import Sorted, collect

ROOT = Path(__file__).parents[2]
NOTEBOOK = (ROOT / "notebooks/exercises/ex1_logistic_regression.ipynb").read_bytes()
EARLY, LATE = "2026-11-18-09-00-00", "2026-11-20-17-30-00"

pytestmark = pytest.mark.grader


@pytest.fixture
def course(tmp_path: Path) -> courses.Course:
    """A course folder of its own around the real sources."""
    for part in ("course.toml", "solutions", "datasets", "nbgrader_config.py"):
        (tmp_path / part).symlink_to(ROOT / part)
    return courses.load(tmp_path)


def entry(student: str, file: str, attempt: str = LATE) -> str:
    return name("Exercises", Upload(student, attempt, file))


def make(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "gradebook.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for file, content in files.items():
            zipped.writestr(file, content)
    return path


def reasons(files: list[Sorted]) -> dict[str, str]:
    return {file.name: file.reason for file in files if not file.taken}


def test_names_are_read_as_blackboard_writes_them() -> None:
    assert upload("Lab 7_Exercises_s001_attempt_2026-11-20-17-30-00_my_ex1.ipynb") == Upload(
        "s001", "2026-11-20-17-30-00", "my_ex1.ipynb"
    )
    assert upload("Exercises_s001_attempt_2026-11-20-17-30-00.txt") == Upload(
        "s001", "2026-11-20-17-30-00", ""
    )
    assert upload("readme.txt") is None


def test_the_last_attempt_counts_and_every_file_is_accounted_for(
    course: courses.Course, tmp_path: Path
) -> None:
    files = {
        entry("s001", "ex1_logistic_regression.ipynb", EARLY): b"{}",
        entry("s001", "ex1_logistic_regression.ipynb"): NOTEBOOK,
        entry("s001", ""): b"Name: ...",
        "__MACOSX/._x": b"",
    }
    result = collect(course, "exercises", make(tmp_path, files))
    folder = course.submitted / "s001" / "exercises"
    assert (folder / "ex1_logistic_regression.ipynb").read_bytes() == NOTEBOOK
    assert (folder / "timestamp.txt").read_text() == "2026-11-20 17:30:00\n"
    assert len(result) == len(files)
    assert len(reasons(result)) == 3


def test_a_renamed_notebook_is_known_by_its_cells(course: courses.Course, tmp_path: Path) -> None:
    path = make(tmp_path, {entry("s001", "final (1).ipynb"): NOTEBOOK})
    collect(course, "exercises", path)
    assert (course.submitted / "s001/exercises/ex1_logistic_regression.ipynb").is_file()


def test_a_second_run_changes_nothing_and_a_newer_attempt_keeps_the_older(
    course: courses.Course, tmp_path: Path
) -> None:
    first = make(tmp_path, {entry("s001", "ex1_logistic_regression.ipynb", EARLY): b"old"})
    collect(course, "exercises", first)
    assert not any(file.taken for file in collect(course, "exercises", first))
    newer = make(tmp_path, {entry("s001", "ex1_logistic_regression.ipynb"): NOTEBOOK})
    collect(course, "exercises", newer)
    kept = list((course.submitted / "s001").glob(".exercises.before-*/*.ipynb"))
    assert [path.read_bytes() for path in kept] == [b"old"]


def test_a_dry_run_writes_nothing(course: courses.Course, tmp_path: Path) -> None:
    path = make(tmp_path, {entry("s001", "ex1_logistic_regression.ipynb"): NOTEBOOK})
    assert collect(course, "exercises", path, dry_run=True)[0].taken
    assert not course.submitted.exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_dangerous_entries_are_refused_and_the_rest_is_kept(
    course: courses.Course, tmp_path: Path
) -> None:
    path = tmp_path / "evil.zip"
    link = zipfile.ZipInfo(entry("s002", "link.ipynb"))
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("../../gradebook.db", b"x")
        zipped.writestr("/etc/cron.d/x", b"x")
        zipped.writestr("C:\\windows\\x", b"x")
        zipped.writestr(link, b"/etc/passwd")
        zipped.writestr(entry("s003", "bomb.csv"), b"0" * 50_000_000)
        zipped.writestr(entry("s001", "ex1_logistic_regression.ipynb"), NOTEBOOK)
        zipped.writestr(entry("s001", "ex1_logistic_regression.ipynb"), b"again")
    found = reasons(collect(course, "exercises", path))
    assert "leads out" in found["../../gradebook.db"]
    assert "leads out" in found["/etc/cron.d/x"]
    assert "link" in found[entry("s002", "link.ipynb")]
    assert "200 times" in found[entry("s003", "bomb.csv")]
    assert "twice" in found[entry("s001", "ex1_logistic_regression.ipynb")]
    handed_in = course.submitted / "s001/exercises/ex1_logistic_regression.ipynb"
    assert handed_in.read_bytes() == NOTEBOOK
    assert not (tmp_path.parent / "gradebook.db").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut"])
def test_an_archive_that_cannot_be_read_says_so(
    course: courses.Course, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    with pytest.raises(archives.ArchiveError, match="download it again"):
        collect(course, "exercises", path)


def test_a_missing_archive_is_named(course: courses.Course, tmp_path: Path) -> None:
    with pytest.raises(archives.ArchiveError, match="does not exist"):
        collect(course, "exercises", tmp_path / "nowhere.zip")
