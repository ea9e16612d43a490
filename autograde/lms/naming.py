"""Under which name a file is taken, whatever browsers and students have made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import normalize

from autograde.course import Course
from autograde.grading.lateness import STAMP
from autograde.notebook import reading
from autograde.notebook.release import student_version

#: Browsers and mail programs put an extension behind the one that they do not know.
NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:json|txt))?$", re.IGNORECASE)
TEXT = re.compile(r"\.(?:json|txt)$", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
CLUTTER = re.compile(r"\.(?!\.?$).*|__macosx|__pycache__|thumbs\.db|desktop\.ini", re.IGNORECASE)
MAX_NAME_BYTES = 200
MAX_PATH_BYTES = 1000
MAX_DEPTH = 20


def portable(name: str) -> bool:
    """Whether every system can have a file or a folder of that name, and shows it."""
    return not (
        name != name.strip(" .")
        or not name
        or not name.isprintable()
        or FORBIDDEN.search(name)
        or RESERVED.fullmatch(name)
        or len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES
    )


def is_clutter(path: str) -> bool:
    """Whether an operating system or a program left the file behind."""
    return any(CLUTTER.fullmatch(part) for part in path.split("/"))


class Notebooks:
    """The notebooks of an assignment, known by their cells.

    Parameters
    ----------
    released
        the cells of each notebook that nbgrader has marked, by the notebook's name: the text of
        each by its grade_id.
    exercises
        the exercise of each notebook: its checks are known where the marks of cells are lost.
    """

    def __init__(
        self, released: Mapping[str, Mapping[str, str]], exercises: Mapping[str, str]
    ) -> None:
        self._released = released
        # As it stands in the source of a notebook, which is JSON.
        self._checks = {n: f'check(\\"{key}/'.encode() for n, key in exercises.items()}
        self._marks = {
            name: [f'"{grade_id}"'.encode() for grade_id in sorted(cells)]
            for name, cells in released.items()
        }

    @classmethod
    def of(cls, course: Course, assignment: str) -> Notebooks:
        """Those that students get for an assignment."""
        return cls(
            {
                exercise.notebook: {
                    cell.metadata.nbgrader.grade_id: cell.source
                    for cell in student_version(course, assignment, exercise.notebook).cells
                    if "nbgrader" in cell.metadata
                }
                for exercise in course.exercises_of(assignment).values()
            },
            {e.notebook: key for key, e in course.exercises_of(assignment).items()},
        )

    def target(self, path: str, content: bytes) -> tuple[str | None, str]:
        """The path under which a file is taken, and why; no path for what is not wanted."""
        file = path.rpartition("/")[2]
        known = self._by_cells(content)
        if not NOTEBOOK.search(file) and not (
            known and TEXT.search(file) and b'"nbformat"' in content
        ):
            return self._attachment(path)
        stem = NOTEBOOK.sub("", file)
        if known:
            if file == f"{known}.ipynb":
                return file, "taken"
            return f"{known}.ipynb", f"taken as {known}.ipynb, known by its cells"
        named = max(
            (n for n in self._marks if n.casefold() in stem.casefold()), key=len, default=""
        )
        if named:
            return (
                f"{named}.ipynb",
                f"taken as {named}.ipynb for its name: it holds none of its cells",
            )
        if len(self._marks) == 1:
            only = next(iter(self._marks))
            return f"{only}.ipynb", f"taken as {only}.ipynb, though it holds none of its cells"
        return None, "it is a notebook, but none of this assignment's"

    def is_untouched(self, target: str, content: bytes) -> bool:
        """Whether a file that is taken as ``target`` is the notebook as it was released."""
        released = self._released.get(target.removesuffix(".ipynb"))
        if released is None:
            return False
        try:
            cells = reading.read(content).cells
        except reading.Unreadable:
            return False
        return {c.grade_id: c.source for c in cells if c.grade_id} == dict(released)

    def _by_cells(self, content: bytes) -> str | None:
        """The notebook most of whose cells are in the file, readable or not."""
        shares = {
            name: sum(mark in content for mark in marks) / max(len(marks), 1)
            for name, marks in self._marks.items()
        }
        best = max(shares, key=lambda name: shares[name])
        if shares[best]:
            return best
        return next((name for name, check in self._checks.items() if check in content), None)

    def _attachment(self, path: str) -> tuple[str | None, str]:
        # macOS writes an accent as a character of its own, notebooks do not.
        path = normalize("NFC", path)
        parts = path.split("/")
        # A folder of this name would stand where the time is written.
        if STAMP in (part.casefold() for part in parts):
            return None, "this name is kept for the time at which work is handed in"
        if not all(portable(part) for part in parts):
            return None, "not every system can have a file of this name"
        if len(parts) > MAX_DEPTH or len(path.encode()) > MAX_PATH_BYTES:
            return None, "it lies too deep in folders"
        return path, "taken"
