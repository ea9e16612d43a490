"""What the results of a class say: scores, criteria, misunderstandings, and who needs a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from autograde.course import Exercise
from autograde.exam import Verdict
from autograde.exam.diagnoses.catalogue import CATALOGUE, Diagnosis
from autograde.grading.result import Result, Status

BINS = 10


@dataclass(frozen=True)
class Spread:
    """How scores lie between 0 and ``top``; ``bins`` count those in each tenth of that."""

    top: float
    mean: float
    median: float
    bins: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many scores there are."""
        return sum(self.bins)

    def edges(self, number: int) -> tuple[float, float]:
        """Where a bin begins and ends."""
        return self.top * number / BINS, self.top * (number + 1) / BINS


@dataclass(frozen=True)
class Criterion:
    """How a class did on a criterion: how many pass, are undecided, and are there; mean points."""

    id: str
    title: str
    passed: int
    undecided: int
    count: int
    points: float
    max_points: float

    @property
    def share(self) -> float:
        """The share who pass."""
        return self.passed / self.count


@dataclass(frozen=True)
class Group:
    """Students of whom the same is to be said."""

    exercise: str
    status: Status
    reason: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Misunderstanding:
    """A diagnosis, and in which exercises it was found with whom."""

    diagnosis: Diagnosis
    exercises: tuple[str, ...]
    students: tuple[str, ...]


@dataclass(frozen=True)
class Student:
    """All results of a student, by exercise."""

    name: str
    results: Mapping[str, Result]

    @property
    def score(self) -> float:
        """The points of all exercises together."""
        return round(sum(result.score for result in self.results.values()), 2)

    @property
    def status(self) -> Status:
        """What is the gravest of all exercises."""
        found = {result.status for result in self.results.values()}
        gravest: tuple[Status, ...] = ("grader-fault", "needs-attention")
        return next((status for status in gravest if status in found), "graded")

    @property
    def sandboxed(self) -> bool:
        """Whether all of it ran in a sandbox."""
        return all(result.sandboxed for result in self.results.values())

    @property
    def diagnosis(self) -> str:
        """The first misunderstanding that any result names, or nothing."""
        return next(filter(None, map(first_diagnosis, self.results.values())), "")

    @property
    def seconds(self) -> float:
        """How long grading took."""
        return sum(result.seconds for result in self.results.values())


def first_diagnosis(result: Result) -> str:
    """The first misunderstanding that a result names, or nothing."""
    return next((v.diagnosis for v in result.criteria if v.diagnosis), "")


def students(results: Iterable[Result]) -> list[Student]:
    """The results of each student, in the order in which students appear."""
    found: dict[str, dict[str, Result]] = defaultdict(dict)
    for result in results:
        found[result.student][result.exercise] = result
    return [Student(name, own) for name, own in found.items()]


def spread(scores: Sequence[float], top: float) -> Spread:
    """How scores are distributed; a score on the edge of two bins counts in the upper one."""
    counted = Counter(min(int(BINS * score / top), BINS - 1) for score in scores)
    bins = tuple(counted[number] for number in range(BINS))
    return Spread(top, round(mean(scores), 1), round(median(scores), 1), bins)


def criteria(results: Iterable[Result]) -> list[Criterion]:
    """How a class did on each criterion of an exercise, worst first.

    Submissions on which the grader itself failed do not count.
    """
    found: dict[str, list[Verdict]] = defaultdict(list)
    for result in results:
        if result.status != "grader-fault":
            for verdict in result.criteria:
                # A part that a person marked is no criterion.
                if verdict.max_points:
                    found[verdict.id].append(verdict)
    rows = [_criterion(name, verdicts) for name, verdicts in found.items()]
    return sorted(rows, key=lambda row: (row.share, row.points / row.max_points))


def _criterion(name: str, verdicts: Sequence[Verdict]) -> Criterion:
    # Where nothing was examined the id stands for the title.
    titles = (verdict.title for verdict in verdicts if verdict.title != name)
    return Criterion(
        id=name,
        title=next(titles, name),
        passed=sum(verdict.passed is True for verdict in verdicts),
        undecided=sum(verdict.passed is None for verdict in verdicts),
        count=len(verdicts),
        points=mean(verdict.points for verdict in verdicts),
        max_points=verdicts[0].max_points,
    )


def misunderstandings(results: Iterable[Result]) -> list[Misunderstanding]:
    """What was misunderstood, by most students first."""
    who: dict[str, dict[str, None]] = defaultdict(dict)
    where: dict[str, dict[str, None]] = defaultdict(dict)
    for result in results:
        for verdict in result.criteria:
            if verdict.diagnosis:
                who[verdict.diagnosis][result.student] = None
                where[verdict.diagnosis][result.exercise] = None
    found = [Misunderstanding(CATALOGUE[s], tuple(sorted(where[s])), tuple(who[s])) for s in who]
    return sorted(found, key=lambda item: (-len(item.students), item.diagnosis.slug))


def attention(results: Iterable[Result]) -> list[Group]:
    """Who needs a person, together where the reason is the same; the grader's faults first."""
    groups: dict[tuple[str, Status, str], list[str]] = defaultdict(list)
    for result in results:
        if result.status != "graded":
            key = result.exercise, result.status, result.reason or result.status
            groups[key].append(result.student)
    found = [Group(*key, tuple(who)) for key, who in groups.items()]
    return sorted(found, key=lambda group: (group.status != "grader-fault", -len(group.students)))


def measured(exercise: Exercise) -> list[str]:
    """The criteria of an exercise that turn a measure, such as an accuracy, into points."""
    return list(dict.fromkeys(name.partition(":")[0] for name in exercise.curves))


def measure(result: Result, criterion: str) -> float | None:
    """What was measured of a submission, if it was."""
    return next((v.measure for v in result.criteria if v.id == criterion), None)
