"""What has been run and what has been decided: the class's memory, which survives a crash."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

from filelock import FileLock, Timeout

from autograde.course import Course
from autograde.grading.result import Result
from autograde.grading.run import Run

BUSY_SECONDS = 30
SCHEMA = """
create table if not exists runs (
    key text primary key, run text not null, outputs blob not null
);
create table if not exists results (
    assignment text, student text, exercise text, content text not null, key text not null,
    published integer not null, result text not null,
    primary key (assignment, student, exercise)
);
"""


class LedgerError(Exception):
    """The ledger cannot be used; the message says what to do. What is in it stays in it."""


@dataclass(frozen=True)
class Entry:
    """The result that counts for one exercise of a student.

    ``content`` is the hash of what was handed in, ``key`` of all that the result depends on
    (``autograde.grading.keys``); ``published`` says that the gradebook has it, too.
    """

    result: Result
    content: str
    key: str
    published: bool = False


class Ledger:
    """Runs by their key and results by student, in SQLite. Use it as a context manager.

    Every change is one commit, so that a crash costs only what was running.

    Raises
    ------
    LedgerError
        when its file cannot be read or written.
    """

    def __init__(self, course: Course, read_only: bool = False) -> None:
        self._path = course.ledger
        # Whoever only reads makes no file; where there is none, nothing has been graded.
        self._place = ":memory:" if read_only and not self._path.exists() else str(self._path)
        self._writes = not read_only or self._place == ":memory:"

    def __enter__(self) -> Self:
        with self._complaints():
            self._db = sqlite3.connect(self._place, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                self._db.execute("pragma schema_version")  # complains of what is no database
                if self._writes:
                    self._db.execute("pragma journal_mode = wal")
                    # A crash of this process loses nothing; one of the machine a few runs.
                    self._db.execute("pragma synchronous = normal")
                    self._db.executescript(SCHEMA)
            except BaseException:
                self._db.close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def has(self, key: str) -> bool:
        """Whether there is a run for this key; one that is damaged is none, and runs again."""
        found = self._row("select run, outputs from runs where key = ?", key)
        return bool(found) and _is_whole(*found)

    def run(self, key: str) -> Run:
        """The run for this key."""
        return Run.from_json(*self._row("select run, outputs from runs where key = ?", key))

    def keep(self, key: str, run: Run) -> None:
        """Keep a run."""
        with self._complaints():
            self._db.execute(
                "insert or replace into runs values (?, ?, ?)", (key, run.to_json(), run.outputs)
            )

    def entry(self, assignment: str, student: str, exercise: str) -> Entry | None:
        """The result that counts, if there is any; one that is damaged is none."""
        found = self._row(
            "select result, content, key, published from results"
            " where assignment = ? and student = ? and exercise = ?",
            *(assignment, student, exercise),
        )
        result = _result(found[0]) if found else None
        return Entry(result, found[1], found[2], bool(found[3])) if result else None

    def enter(self, entries: Iterable[Entry]) -> None:
        """Let results count from now on, all of them or none."""
        rows = [
            (
                *(entry.result.assignment, entry.result.student, entry.result.exercise),
                *(entry.content, entry.key, entry.published, entry.result.to_json()),
            )
            for entry in entries
        ]
        with self._complaints():
            self._db.execute("begin immediate")
            try:
                self._db.executemany(
                    "insert or replace into results values (?, ?, ?, ?, ?, ?, ?)", rows
                )
                self._db.execute("commit")
            except BaseException:
                self._db.execute("rollback")
                raise

    def published(self, entries: Iterable[Entry]) -> None:
        """Note that the gradebook has these results."""
        self.enter(replace(entry, published=True) for entry in entries)

    def results(self, assignment: str) -> Iterator[Result]:
        """All results of an assignment, by student and exercise."""
        with self._complaints():
            for student, exercise, line in self._db.execute(
                "select student, exercise, result from results where assignment = ?"
                " order by student, exercise",
                (assignment,),
            ):
                result = _result(line)
                if result is None:
                    raise LedgerError(
                        f"the result of {student} in {exercise} is damaged in {self._path}: run "
                        f"`autograde grade -s {student} -e {exercise}`"
                    )
                yield result

    def _row(self, query: str, *values: str) -> Any:
        with self._complaints():
            return self._db.execute(query, values).fetchone()

    @contextmanager
    def _complaints(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(
                f"{self._path} cannot be used ({error}): look at free space, permissions and "
                "who else uses it, then run the same command again; what is graded is kept"
            ) from error


def _is_whole(run: str, outputs: bytes) -> bool:
    """Whether all of a run can be read back."""
    try:
        Run.from_json(run, outputs)
        zlib.decompress(outputs or zlib.compress(b""))
    except (KeyError, TypeError, ValueError, zlib.error):
        return False
    return True


def _result(line: str) -> Result | None:
    """A result, if it can be read back."""
    try:
        return Result.from_json(line)
    except (KeyError, TypeError, ValueError):
        return None


@contextmanager
def alone(course: Course) -> Iterator[None]:
    """Only one process grades a course at a time.

    Raises
    ------
    LedgerError
        when another does.
    """
    lock = FileLock(course.ledger.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LedgerError(
            f"another `autograde grade` is at work in {course.root}: wait until it has ended"
        ) from error
    except OSError as error:
        raise LedgerError(
            f"{lock.lock_file} cannot be made ({error}): check permissions"
        ) from error
    try:
        yield
    finally:
        lock.release()
