"""A class: who handed in what, and what it takes to grade it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from autograde.course import Course, CourseError
from autograde.grading import keys
from autograde.grading.exams import load_exam
from autograde.grading.submission import Graded, Submission, Task, grade
from autograde.kernel.order import LAYERS
from autograde.notebook.reading import MAX_BYTES
from autograde.notebook.release import student_version

#: Files beside a notebook that are larger are left behind, and those for which a kernel's folder
#: has no room: most of it is for what the notebook itself writes.
MAX_FILE_BYTES = 20_000_000
MAX_ENTRIES = 5_000
MAX_INSTEAD = 3
#: Pages are called after students, with some letters more; no system has names of over 255 bytes.
MAX_NAME_BYTES = 200
SHARE_OF_DISK = 0.25


def students(course: Course, assignment: str) -> list[str]:
    """Everybody with a folder ``submitted/STUDENT/ASSIGNMENT``.

    Raises
    ------
    CourseError
        when the name of a folder is no text, so that nothing could be told of it, or so long that
        no page can be called after it.
    """
    folders = course.submitted.glob(f"*/{assignment}")
    names = sorted(folder.parent.name for folder in folders if folder.is_dir())
    for name in names:
        if not _is_text(name):
            shown = os.fsencode(name).decode("utf-8", "replace")
            raise CourseError(
                f"{course.submitted}: the name of the folder {shown!r} is not in UTF-8: rename it "
                "as the student is called, and run the same command again"
            )
        if len(name.encode()) > MAX_NAME_BYTES:
            raise CourseError(
                f"{course.submitted}: the name of the folder {name[:40] + '...'!r} has more than "
                f"{MAX_NAME_BYTES} bytes: shorten it, and run the same command again"
            )
    return names


def misplaced(course: Course) -> list[Path]:
    """What lies in ``submitted/`` where no student's assignment is looked for, by its path.

    Notebooks without a folder of their assignment around them, and folders that are called like an
    assignment but for case.
    """
    known = {exercise.assignment for exercise in course.exercises.values()}
    alike = {name.casefold() for name in known}
    found: list[Path] = []
    for entry in sorted(course.submitted.iterdir()):
        inside = sorted(entry.iterdir()) if entry.is_dir() else []
        found += [p for p in (entry, *inside) if p.suffix == ".ipynb" and p.is_file()]
        found += [p for p in inside if p.name not in known and p.name.casefold() in alike]
    return found


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def submissions(course: Course, assignment: str, exercise: str) -> Iterator[Submission]:
    """What each student handed in for one exercise, read when it is its turn."""
    for student in students(course, assignment):
        yield submission(course, student, exercise)


def submission(course: Course, student: str, exercise: str) -> Submission:
    """What one student handed in for one exercise."""
    assignment = course.exercises[exercise].assignment
    notebook = f"{course.exercises[exercise].notebook}.ipynb"
    known = {f"{e.notebook}.ipynb" for e in course.exercises_of(assignment).values()}
    folder = course.submitted / student / assignment
    path = folder / notebook
    room = int(SHARE_OF_DISK * 1e6 * course.exercises[exercise].limits.disk_megabytes)
    files, left = _attachments(folder, notebook, room)
    content = _beginning(path) if path.is_file() else None
    came = {file.name for file in folder.rglob("*.ipynb")}
    others = bool(came) and came <= known - {notebook}
    instead = () if others or content is not None else _instead(folder, known)
    return Submission(student, exercise, content, files, others=others, instead=instead, left=left)


def _instead(folder: Path, known: set[str]) -> tuple[str, ...]:
    """Files that may have been meant as a notebook that is not there: a few, notebooks first."""
    known = known | {"timestamp.txt"}
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    there = [file for file in files if str(file) not in known]
    there.sort(key=lambda file: (file.suffix != ".ipynb", file))
    return tuple(str(file) for file in there[:MAX_INSTEAD])


def _beginning(path: Path) -> bytes:
    """As much of a notebook as is ever read, and one byte more where there is more."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _attachments(folder: Path, notebook: str, room: int) -> tuple[dict[str, bytes], int]:
    """The files beside a notebook by their paths, and how many had to be left behind."""
    found: dict[str, bytes] = {}
    entries: set[Path] = set()
    left = 0
    for file in sorted(folder.rglob("*")):
        if not _is_attachment(file, notebook):
            continue
        path, size = file.relative_to(folder), file.stat().st_size
        new = {path, *path.parents} - entries
        if size > min(room, MAX_FILE_BYTES) or len(entries) + len(new) > MAX_ENTRIES:
            left += 1
            continue
        found[str(path)] = file.read_bytes()
        entries |= new
        room -= size
    return found, left


def _is_attachment(file: Path, notebook: str) -> bool:
    return (
        file.is_file()
        and not file.is_symlink()
        and file.name not in (notebook, "timestamp.txt")
        and file.suffix != ".ipynb"
    )


def prepare(course: Course, exercise: str, unsafe: bool = False) -> Task:
    """What it takes to grade an exercise, exam and all, once for the whole class."""
    task = outline(course, exercise, unsafe)
    exam = load_exam(course, task.exercise) if task.exercise.exam else None
    return replace(task, exam=exam)


def outline(course: Course, exercise: str, unsafe: bool = False) -> Task:
    """The same for whoever leaves it to workers to load the exam, and PyTorch with it."""
    entry = course.exercises[exercise]
    released = student_version(course, entry.assignment, entry.notebook)
    layers = () if unsafe else LAYERS
    fingerprint = keys.fingerprint(course, entry, released, layers)
    return Task(course, entry, released, layers, fingerprint)


def grade_all(submissions: Sequence[Submission], task: Task) -> Iterator[Graded]:
    """Grade submissions side by side in this process; each comes as soon as it is done.

    It remembers nothing: ``autograde.grading.run_class`` does.
    """
    # One more than there are cores: now and then each waits for a moment.
    pool = ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1)
    try:
        futures = [pool.submit(grade, submission, task) for submission in submissions]
        for future in as_completed(futures):
            yield future.result()
    finally:
        # Whoever stops a class waits for the submissions that run, not for the whole queue.
        pool.shutdown(cancel_futures=True)
