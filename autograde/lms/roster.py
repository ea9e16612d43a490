"""Who is who: the students of a course, and how the learning-management system calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from autograde.lms.naming import portable
from autograde.lms.sheet import Sheet
from autograde.lms.uploads import Upload

T = TypeVar("T")

FILE = "roster.csv"
#: As `nbgrader db student import` takes them, which overlooks the last one.
COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id", "group")


class RosterError(Exception):
    """``roster.csv`` cannot be used; the message names the line and the fix."""


class Unknown(Exception):
    """Nobody of the course is meant; the message says what to do."""


@dataclass(frozen=True)
class Student:
    """A line of the roster."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    group: str = ""

    @property
    def keys(self) -> set[str]:
        """All by which the student may be called that belongs to nobody else."""
        return {folded(key) for key in (self.id, self.email, self.lms_user_id) if key}

    @property
    def name(self) -> frozenset[str]:
        """The words of the name, in any order."""
        return _words(f"{self.first_name} {self.last_name}")


@dataclass(frozen=True)
class Roster:
    """The students of a course; without any, everybody is who they say."""

    students: tuple[Student, ...] = ()

    def members(self, upload: Upload) -> tuple[str, ...]:
        """The ids of those who sent an upload: one student, or everybody in a group.

        Raises
        ------
        Unknown
            when nobody of the roster is meant, or nobody could be.
        """
        if not self.students:
            if upload.group:
                raise Unknown(f"{upload.sender!r} is a group: name its members in {FILE}")
            if not portable(upload.sender):
                raise Unknown(f"{upload.sender!r} cannot be the name of a folder")
            return (upload.sender,)
        found = self.find(upload.sender)
        if members := self._group(upload):
            # People choose what they are called, and Moodle's groups have numbers like people.
            if found and found.id not in members:
                raise Unknown(
                    f"{upload.sender!r} is {found.id}, but {upload.name or upload.sender!r} is a "
                    f"group of others: correct {FILE}, or give it by hand to whom it belongs"
                )
            return members
        if found:
            return (found.id,)
        named = self._named.get(_words(upload.name), ())
        if len(named) == 1:
            return named
        name = f" ({upload.name})" if upload.name and upload.name != upload.sender else ""
        raise Unknown(
            f"{upload.sender!r}{name} is not in {FILE}: add it as lms_user_id or as group"
        )

    def find(self, key: str) -> Student | None:
        """The student of an id, an e-mail address or an id of the learning-management system."""
        return self._called.get(folded(key))

    def keys(self, student: str) -> set[str]:
        """All by which a student may be called, folded."""
        found = self.find(student)
        return found.keys if found else {folded(student)}

    def _group(self, upload: Upload) -> tuple[str, ...]:
        called = {_squeezed(upload.sender), _squeezed(upload.name)} & self._groups.keys()
        return self._groups[called.pop()] if called else ()

    @cached_property
    def _called(self) -> dict[str, Student]:
        return {key: student for student in self.students for key in student.keys}

    @cached_property
    def _groups(self) -> dict[str, tuple[str, ...]]:
        return _together((_squeezed(s.group), s.id) for s in self.students if s.group)

    @cached_property
    def _named(self) -> dict[frozenset[str], tuple[str, ...]]:
        return _together((s.name, s.id) for s in self.students if s.name)


def folded(name: str) -> str:
    """A name to compare with others: neither case counts nor how its accents are written."""
    return normalize("NFC", name).casefold()


def load(root: Path) -> Roster:
    """The roster of a course folder; an empty one where there is no ``roster.csv``.

    Raises
    ------
    RosterError
        naming the line that cannot be used.
    """
    path = root / FILE
    if not path.is_file():
        return Roster()
    sheet = Sheet(path.read_bytes())
    if "id" not in sheet.header:
        raise RosterError(f"{path}: the first line must name the columns {', '.join(COLUMNS)}")
    students = tuple(_students(path, sheet))
    seen: dict[str, str] = {}
    for student in students:
        for key in student.keys:
            if seen.setdefault(key, student.id) != student.id:
                raise RosterError(
                    f"{path}: {key!r} is {seen[key]} as well as {student.id}: change one of them"
                )
    return Roster(students)


def _students(path: Path, sheet: Sheet) -> Iterator[Student]:
    columns = {name: sheet.header.index(name) for name in COLUMNS if name in sheet.header}
    ids: set[str] = set()
    for row in range(1, len(sheet.rows)):
        fields = {name: sheet.value(row, column).strip() for name, column in columns.items()}
        if not any(fields.values()):
            continue
        student = Student(**fields)
        place = f"{path}, line {row + 1}"
        if not student.id:
            raise RosterError(f"{place}: the id is missing: write one")
        if not portable(student.id):
            raise RosterError(
                f"{place}: {student.id!r} cannot be the name of a folder: use another id"
            )
        if folded(student.id) in ids:
            raise RosterError(f"{place}: {student.id} is there already: remove one")
        ids.add(folded(student.id))
        yield student


def _together(pairs: Iterable[tuple[T, str]]) -> dict[T, tuple[str, ...]]:
    result: dict[T, tuple[str, ...]] = {}
    for key, value in pairs:
        result[key] = (*result.get(key, ()), value)
    return result


def _words(name: str) -> frozenset[str]:
    return frozenset(folded(name).replace(",", " ").split())


def _squeezed(name: str) -> str:
    """Letters and digits only, as Canvas writes names."""
    return "".join(c for c in folded(name) if c.isalnum())
