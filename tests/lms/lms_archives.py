"""Archives as learning-management systems write them, made by hand."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from autograde.lms import blackboard
from autograde.lms.taking import Sorted
from autograde.lms.uploads import Upload

ROOT = Path(__file__).parents[2]
EX1 = "ex1_logistic_regression.ipynb"
EX2 = "ex2_mnist_mlp.ipynb"
NOTEBOOK = (ROOT / "notebooks/exercises" / EX1).read_bytes()
#: The same with something written into it.
WORKED = NOTEBOOK.replace(b"raise NotImplementedError", b"return 0")
MNIST = (ROOT / "notebooks/exercises" / EX2).read_bytes()
EARLY, LATE = datetime(2026, 11, 18, 9), datetime(2026, 11, 20, 17, 30)
#: A heading that names a time zone, for a course that has dates.
DUE = """
[assignments.exercises]
due = "2026-11-19T23:59"
timezone = "Europe/Zurich"
"""


def blackboard_name(student: str, file: str, time: datetime = LATE) -> str:
    return blackboard.name("Exercises", Upload(student, file, time))


def page(student: str, files: Mapping[str, str], time: datetime = LATE) -> dict[str, bytes]:
    """An attempt in Blackboard's archive: its own page, and files by given and original name."""
    lines = [
        f"Name: Anna Schmidt ({student})",
        "Assignment: Exercises",
        "Date Submitted: Friday, November 20, 2026 5:30:00 PM CET",
        "Current Grade: Needs Grading",
        "",
        "Submission Field:",
        "There is no student submission text data for this assignment.",
        "",
        "Comments:",
        "There are no student comments for this assignment.",
        "",
        "Files:",
    ]
    for given, original in files.items():
        name = blackboard_name(student, given, time)
        lines += [f"\tOriginal filename: {original}", f"\tFilename: {name}", ""]
    return {blackboard_name(student, "", time): "\n".join(lines).encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write(folder: Path, files: Mapping[str, bytes], name: str = "download.zip") -> Path:
    path = folder / name
    path.write_bytes(zipped(files))
    return path


def taken(files: list[Sorted]) -> dict[tuple[str | None, str | None], str]:
    """What is taken, by student and target: the name that it had."""
    return {(file.student, file.target): file.name for file in files if file.taken}


def reasons(files: list[Sorted]) -> dict[str, str]:
    return {file.name: file.reason for file in files if not file.taken}


def looks(files: list[Sorted]) -> set[str]:
    return {file.name for file in files if file.look}
