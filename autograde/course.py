"""Read and check ``course.toml``, and know where everything of a course lies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.dataclasses import dataclass
from traitlets.config.loader import Config, ConfigFileNotFound, PyFileConfigLoader

from autograde import clock

FILE = "course.toml"
NBGRADER_FILE = "nbgrader_config.py"
#: What ``check`` looks at in an exercise of the course's own; students get it as it is.
CHECKS = "*_checks.py"
STRICT = ConfigDict(extra="forbid")
#: Hours of a leap year: nothing is given more time than that.
YEAR = 366 * 24

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]


class CourseError(Exception):
    """``course.toml`` cannot be used; the message names the line and the fix."""


@dataclass(frozen=True)
class Curve:
    """Points for a measure: straight lines between knots ``(measure, points)``, flat outside."""

    knots: tuple[tuple[FiniteFloat, FiniteFloat], ...]

    def __call__(self, measure: float) -> float:
        xs, ys = zip(*self.knots, strict=True)
        return float(np.interp(measure, xs, ys))

    @property
    def top(self) -> float:
        """The most points the curve gives."""
        return self.knots[-1][1]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if len(self.knots) < 2:
            raise ValueError("a curve needs two knots [measure, points] or more")
        for (x, y), (next_x, next_y) in zip(self.knots, self.knots[1:], strict=False):
            if next_x <= x:
                raise ValueError(f"measures must rise, but {next_x:g} follows {x:g}")
            if next_y < y:
                raise ValueError(f"points must not fall, but {next_y:g} follows {y:g}")
        return self


def _curve(value: Any) -> Any:
    return {"knots": value} if isinstance(value, list) else value


@dataclass(frozen=True, config=STRICT)
class Limits:
    """What one submission may use before it is stopped.

    Attributes
    ----------
    cell_seconds, call_seconds, seconds
        wall time of one cell, of one call by the examiner, and of the whole submission.
    output_megabytes
        how much one submission may print.
    memory_megabytes
        how much memory one process of it may take, beside what the libraries take.
    disk_megabytes
        how much it may write to its folders, which lie in memory.
    processes
        how many processes it may run at a time.
    """

    cell_seconds: Positive = 60
    call_seconds: Positive = 30
    seconds: Positive = 300
    output_megabytes: Positive = 10
    memory_megabytes: Positive = 4096
    disk_megabytes: Positive = 500
    processes: Annotated[int, Field(gt=0)] = 200


@dataclass(frozen=True, config=STRICT)
class Kernel:
    """How kernels are kept warm.

    Attributes
    ----------
    imports
        modules that are imported once, before any kernel is started: what students import, and
        what PyTorch itself imports late. None may start a thread.
    """

    imports: tuple[str, ...] = (
        "torch",
        "torch._dynamo",
        "torchvision",
        "pandas",
        "matplotlib.pyplot",
        "sklearn.linear_model",
        "sklearn.metrics",
        "sklearn.model_selection",
        "sklearn.preprocessing",
        "tqdm.auto",
    )


@dataclass(frozen=True, config=STRICT)
class Exercise:
    """One graded notebook: its exam, and what each criterion of the exam is worth.

    Where there is no exam, ``points`` name written answers, which a person marks.

    A curve is named after its criterion; a colon and a word tell it from another of the same, which
    counts elsewhere: ``"result/accuracy:small"``.
    """

    title: str
    assignment: Name
    notebook: Name
    max_score: Positive
    points: Mapping[str, Positive]
    exam: Name | None = None
    curves: Mapping[str, Annotated[Curve, BeforeValidator(_curve)]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(self.points.values())
        if abs(total - self.max_score) > 1e-9:
            raise ValueError(
                f"the points add up to {total:g}, but max_score is {self.max_score:g}: "
                "change one of them"
            )
        for name, curve in self.curves.items():
            worth = self.points.get(name.partition(":")[0])
            if worth is None:
                raise ValueError(f"curve {name!r} belongs to no criterion listed in points")
            if abs(curve.top - worth) > 1e-9:
                raise ValueError(
                    f"curve {name!r} ends at {curve.top:g} points, but the criterion is worth "
                    f"{worth:g}"
                )
        return self

    def group_points(self) -> dict[str, float]:
        """Points of each part of the exercise, in order: ``{"data": 5.0, ...}``."""
        groups: dict[str, float] = {}
        for name, worth in self.points.items():
            group = name.partition("/")[0]
            groups[group] = groups.get(group, 0.0) + worth
        return groups


def _zone(value: Any) -> ZoneInfo:
    return clock.zone(str(value))


def _time(value: Any) -> datetime:
    with suppress(ValueError):
        time = value if isinstance(value, datetime) else None
        if ":" in str(value):
            time = time or datetime.fromisoformat(str(value))
        # Beyond these, the clocks of some time zone cannot be asked.
        if time and 1970 <= time.year < 3000:
            return time
    raise ValueError('write a date and a time of the day, such as "2026-12-01T23:59"')


def _extension(value: Any) -> datetime | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _time(value)
    if not 0 < value <= YEAR:
        raise ValueError(f"an extension takes more than 0 hours and at most {YEAR}, not {value:g}")
    return float(value)


Time = Annotated[datetime, BeforeValidator(_time)]


@dataclass(frozen=True, config=STRICT)
class Deadline:
    """When an assignment is due, and what lateness costs.

    Attributes
    ----------
    due
        the last moment in time.
    timezone
        where all times are read that do not name an offset: of this table, and of the moments at
        which work was handed in.
    grace_hours
        how much later costs nothing; they do not count as late either.
    penalty
        which share of the points is taken off after how many hours.
    cut_off
        after it nothing is worth points; never before an extension ends.
    extensions
        by student: when it is due for them, or how many hours later than for others.
    """

    due: Time
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)]
    grace_hours: Annotated[float, Field(ge=0, le=YEAR)] = 0
    penalty: Annotated[Curve, BeforeValidator(_curve)] | None = None
    cut_off: Time | None = None
    extensions: Mapping[str, Annotated[datetime | float, BeforeValidator(_extension)]] = field(
        default_factory=dict
    )

    def due_for(self, student: str) -> datetime:
        """When it is due for a student, as a moment in UTC: an hour shown twice ends at its end."""
        extension = self.extensions.get(student, 0.0)
        if isinstance(extension, datetime):
            return clock.moments(extension, self.timezone)[1]
        return clock.moments(self.due, self.timezone)[1] + timedelta(hours=extension)

    def late_from(self, student: str) -> datetime:
        """When grace ends for a student."""
        return self.due_for(student) + timedelta(hours=self.grace_hours)

    def closed_from(self, student: str) -> datetime | None:
        """After which moment nothing of a student is worth points."""
        if self.cut_off is None:
            return None
        return max(clock.moments(self.cut_off, self.timezone)[1], self.late_from(student))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = {"due": self.due, "cut_off": self.cut_off, **self.extensions}
        for name, time in times.items():
            if isinstance(time, datetime) and not clock.exists(time, self.timezone):
                raise ValueError(
                    f"{name}: the clocks of {self.timezone} skip {time:%H:%M} on that day; "
                    "write a time before or after"
                )
        for student in self.extensions:
            if self.due_for(student) <= self.due_for(""):
                raise ValueError(f"the extension of {student} ends no later than due")
        if self.cut_off and clock.moments(self.cut_off, self.timezone)[1] < self.late_from(""):
            raise ValueError("cut_off comes before due and grace_hours are over")
        shares = [share for _, share in self.penalty.knots] if self.penalty else []
        if any(not 0 <= share <= 1 for share in shares):
            raise ValueError("a penalty is a share of the points, from 0 to 1: 0.1 is 10 %")
        return self


@dataclass(frozen=True, config=STRICT)
class _Document:
    title: str
    exercises: Mapping[Name, Exercise]
    assignments: Mapping[Name, Deadline] = field(default_factory=dict)
    kernel: Kernel = field(default_factory=Kernel)


@dataclass(frozen=True)
class Course:
    """A course folder: ``course.toml`` and what lies beside it."""

    root: Path
    title: str
    exercises: Mapping[str, Exercise]
    kernel: Kernel = field(default_factory=Kernel)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)

    @cached_property
    def assignments(self) -> tuple[str, ...]:
        """Assignments that hold graded exercises, in the order of the file."""
        return tuple(dict.fromkeys(e.assignment for e in self.exercises.values()))

    def exercises_of(self, assignment: str) -> dict[str, Exercise]:
        """The graded exercises of one assignment."""
        return {k: e for k, e in self.exercises.items() if e.assignment == assignment}

    @property
    def sources(self) -> Path:
        """The instructor's notebooks, a folder for each assignment."""
        return self.root / "solutions" / "notebooks"

    @property
    def exams(self) -> Path:
        """The hidden exams, a module for each."""
        return self.root / "solutions" / "exams"

    @property
    def released(self) -> Path:
        """What students get, a folder for each assignment."""
        return self.root / "notebooks"

    @property
    def datasets(self) -> Path:
        """The data files of the course."""
        return self.root / "datasets"

    @property
    def submitted(self) -> Path:
        """What students handed in: ``submitted/STUDENT/ASSIGNMENT/``."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """The notebooks as they were run: ``autograded/STUDENT/ASSIGNMENT/``."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """The pages for students: ``feedback/STUDENT/ASSIGNMENT/``."""
        return self.root / "feedback"

    def nbgrader_config(self) -> Config:
        """What ``nbgrader_config.py`` says; it is empty where there is none.

        Raises
        ------
        CourseError
            when it cannot be run.
        """
        try:
            loader = PyFileConfigLoader(NBGRADER_FILE, path=str(self.root))
            return loader.load_config()
        except ConfigFileNotFound:
            return Config()
        except Exception as error:
            raise CourseError(
                f"{self.root / NBGRADER_FILE} cannot be run: {type(error).__name__}: {error}"
            ) from error

    @property
    def ledger(self) -> Path:
        """What has been run and decided (``autograde.grading.ledger``)."""
        return self.root / "ledger.db"

    @property
    def gradebook_url(self) -> str:
        """SQLAlchemy URL of nbgrader's gradebook: ``c.CourseDirectory.db_url``, as nbgrader has it.

        ``gradebook.db`` beside ``course.toml`` where nothing is said. A relative path is one from
        there, too.
        """
        said = self.nbgrader_config().CourseDirectory.get("db_url", "sqlite:///gradebook.db")
        scheme, slashes, path = str(said).partition(":///")
        if slashes and scheme.startswith("sqlite") and not path.startswith("file:"):
            return f"{scheme}:///{self.root / path}"
        return str(said)


def find_root(start: Path | None = None) -> Path:
    """The nearest folder at or above ``start`` (by default the current one) with a course.toml.

    Raises
    ------
    CourseError
        when there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise CourseError(
        f"no {FILE} in {here} or any folder above it: change into the course folder, "
        "or name it with --course"
    )


def load(root: Path) -> Course:
    """Read the course in the folder ``root``.

    Raises
    ------
    CourseError
        naming each wrong line of ``course.toml`` and what to do about it.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is no text in UTF-8: save it in that encoding") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CourseError(f"{path}: {error}") from error
    try:
        document = TypeAdapter(_Document).validate_python(raw)
    except ValidationError as error:
        complaints = [_complaint(text, detail["loc"], detail["msg"]) for detail in error.errors()]
        raise CourseError("\n".join(f"{path}, {c}" for c in complaints)) from error
    course = Course(
        root.resolve(), document.title, document.exercises, document.kernel, document.assignments
    )
    for name in document.assignments:
        if name not in course.assignments:
            known = ", ".join(course.assignments)
            place = _complaint(
                text,
                ("assignments", name),
                f"no exercise belongs to an assignment of this name; there are: {known}",
            )
            raise CourseError(f"{path}, {place}")
    for key, exercise in course.exercises.items():
        if exercise.exam and not (course.exams / f"{exercise.exam}.py").is_file():
            known = ", ".join(sorted(p.stem for p in course.exams.glob("[a-z]*.py"))) or "none"
            place = _complaint(
                text,
                ("exercises", key, "exam"),
                f"there is no exam {exercise.exam!r} in {course.exams}; known: {known}",
            )
            raise CourseError(f"{path}, {place}")
    return course


def _complaint(text: str, place: tuple[int | str, ...], message: str) -> str:
    keys = tuple(str(key) for key in place if isinstance(key, str))
    message = message.removeprefix("Value error, ")
    if message == "Unexpected keyword argument":
        message = "unknown key; remove it or check its spelling"
    elif message == "Field required":
        message = "this key is missing; add it"
    return f"line {_line(text, keys)}: {'.'.join(keys)}: {message}"


def _line(text: str, keys: tuple[str, ...]) -> int:
    """The line of the deepest of ``keys`` that the file really holds."""
    best, depth = 1, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = path = _path(stripped.rpartition("]")[0] + "]")
        elif "=" in stripped and not stripped.startswith("#"):
            path = table + _path(stripped.partition("=")[0] + "= 0")
        else:
            continue
        common = len(path) if keys[: len(path)] == path else 0
        if common > depth:
            best, depth = number, common
    return best


def _path(fragment: str) -> tuple[str, ...]:
    try:
        value: Any = tomllib.loads(fragment)
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        path.append(key)
    return tuple(path)
