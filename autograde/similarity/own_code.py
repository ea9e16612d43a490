"""What students wrote into a notebook of the course, and what everybody was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from autograde.course import Course, Exercise
from autograde.notebook import reading
from autograde.notebook.release import student_version

#: Nobody writes more by hand; what goes beyond is pasted data.
MAX_CHARACTERS = 50_000
#: For the end of each such sign pygments looks through all that follows.
NAMED_CHARACTER = "\\N{"
MAX_NAMED = 200


def given_code(course: Course) -> list[str]:
    """The code cells of all released notebooks: exercises, and lectures that one may learn from."""
    return [text for path in sorted(course.released.glob("*/*.ipynb")) for text in _code(path)]


def own_code(
    course: Course, exercise: Exercise, students: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Each student with the code that they filled in, changed or added.

    Cells that are as they were released are left out. The text is empty where nothing was handed
    in, or nothing can be read.
    """
    name = f"{exercise.notebook}.ipynb"
    released = student_version(course, exercise.assignment, exercise.notebook)
    given = {"", *(_stripped(cell.source) for cell in released.cells)}
    for student in students:
        path = course.submitted / student / exercise.assignment / name
        yield student, _own(path, given) if path.is_file() else ""


def _own(path: Path, given: Collection[str]) -> str:
    try:
        written = _code(path)
    except reading.Unreadable:
        return ""
    own = "\n\n".join(text for text in written if text not in given)[:MAX_CHARACTERS]
    return own if own.count(NAMED_CHARACTER) <= MAX_NAMED else own.replace(NAMED_CHARACTER, "N{")


def _code(path: Path) -> list[str]:
    """The code cells of a notebook, without the white space around them and at ends of lines."""
    cells = reading.read(path.read_bytes()).cells
    code = (cell.source for cell in cells if cell.cell_type == "code")
    return [_stripped(source) for source in code]


def _stripped(source: str) -> str:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(str.rstrip, lines)).strip()
