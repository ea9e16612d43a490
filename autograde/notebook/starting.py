"""Start a new exercise: a small one that works, to be changed into what it shall be."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograde import course as courses
from autograde.course import FILE
from autograde.notebook.publish import LECTURE

_templates = Environment(
    loader=PackageLoader("autograde", "templates/exercise"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)


class CannotStart(Exception):
    """An exercise that cannot be started like that; the message says what to do."""


@dataclass(frozen=True)
class Start:
    """What a new exercise takes: new files, and a table at the end of ``course.toml``.

    Attributes
    ----------
    files
        the text of each new file, by its path.
    course_file
        where ``course.toml`` lies.
    table
        what is written to the end of it.
    """

    files: Mapping[Path, str]
    course_file: Path
    table: str

    def write(self) -> None:
        """Write all of it; when something cannot be written, nothing of it stays.

        Raises
        ------
        OSError
            naming the file that cannot be written.
        """
        written: list[Path] = []
        try:
            for path, text in self.files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    written.append(path)
                    file.write(text)
            with self.course_file.open("a", encoding="utf-8", newline="\n") as file:
                file.write(self.table)
        except OSError:
            for path in written:
                path.unlink()
            raise


def start(root: Path, name: str, assignment: str, title: str) -> Start:
    """Plan the exercise ``name`` of the course in ``root``; where there is no course, one begins.

    Raises
    ------
    CannotStart
        when the name will not do, or something of the exercise is there already.
    CourseError
        when there is a ``course.toml`` that cannot be used.
    """
    for word in (name, assignment):
        if not (word.isascii() and word.isidentifier()):
            raise CannotStart(
                f"{word!r} cannot be a name: use letters, digits and _, with a letter first"
            )
    if assignment == LECTURE:
        raise CannotStart(f"{LECTURE!r} holds the lectures: choose another --assignment")
    course_file = root / FILE
    if course_file.is_file():
        before = course_file.read_text(encoding="utf-8")
        if name in courses.load(root).exercises:
            raise CannotStart(f"{course_file} has an exercise {name!r}: choose another name")
    else:
        before = ""
    known = {"name": name, "assignment": assignment, "title": title}
    sources = root / "solutions" / "notebooks" / assignment
    answers = root / "tests" / "submissions" / name
    # JSON writes a string as TOML does, and as it stands in a notebook.
    quoted = json.dumps(title, ensure_ascii=False)
    files = {
        sources / f"{name}.ipynb": _fill("exercise.ipynb.j2", known | {"title": quoted[1:-1]}),
        sources / f"{name}_checks.py": _fill("checks.py.j2", known),
        root / "solutions" / "exams" / f"{name}.py": _fill("exam.py.j2", known),
        answers / "right.py": _fill("right.py.j2", known),
        answers / "wrong_one_mean.py": _fill("wrong.py.j2", known),
    }
    for path in files:
        if path.exists():
            raise CannotStart(f"{path} is there already: choose another name, or move it away")
    table = _fill("course.toml.j2", known | {"title": quoted})
    if not before:
        table = f"title = {json.dumps(root.name, ensure_ascii=False)}\n{table}"
    elif not before.endswith("\n"):
        table = f"\n{table}"
    try:
        tomllib.loads(before + table)
    except tomllib.TOMLDecodeError as error:
        raise CannotStart(
            f"a table [exercises.{name}] cannot stand at the end of {course_file} ({error}): give "
            "each exercise there a table of its own, and use no control characters in the title"
        ) from error
    return Start(files, course_file, table)


def _fill(template: str, known: Mapping[str, str]) -> str:
    return _templates.get_template(template).render(known)
