"""The results of a class that never was: plausible, all different, the same each time."""

from __future__ import annotations

import random
from dataclasses import replace
from math import exp

from autograde.course import Course, Exercise
from autograde.exam import Verdict
from autograde.grading.result import Result

DIAGNOSES = (
    "no-zero-grad",
    "too-few-epochs",
    "wrong-dtype",
    "double-sigmoid",
    "not-stratified",
    "not-attempted",
)


def results(course: Course, assignment: str, count: int) -> list[Result]:
    """Results of ``count`` students, as ``records.load`` gives them: by student and exercise.

    Exercises without an exam wait for a person with every student but each fifth; every seventh
    has all points, every seventeenth handed in late.
    """
    rng = random.Random(0)
    exercises = course.exercises_of(assignment)
    return [
        _result(rng, f"s{number:05d}", key, exercise, number)
        for number in range(1, count + 1)
        for key, exercise in exercises.items()
    ]


def _result(rng: random.Random, student: str, key: str, exercise: Exercise, number: int) -> Result:
    waits = not exercise.exam and number % 5 > 0
    verdicts = tuple(
        _verdict(rng, name, worth, exercise, waits, 1.0 if number % 7 == 0 else 0.8)
        for name, worth in exercise.points.items()
    )
    graded = Result(
        student=student,
        assignment=exercise.assignment,
        exercise=key,
        max_score=exercise.max_score,
        status="needs-attention" if waits else "graded",
        sandboxed=True,
        seconds=exp(rng.gauss(3, 0.4)),
        reason="3 of 3 written answers wait for a person." if waits else None,
        criteria=verdicts,
    )
    if number % 17:
        return graded
    off = round(0.1 * graded.score, 2)
    told = f"2 h late: 10 % of {graded.score:g} points, {off:g}, are taken off."
    return replace(graded, penalty=off, late=told)


def _verdict(
    rng: random.Random, name: str, worth: float, exercise: Exercise, waits: bool, skill: float
) -> Verdict:
    title = f"Title of `{name}`."
    if waits:
        return Verdict(name, title, 0.0, worth, None, None, "Waits for a person.")
    curve = exercise.curves.get(name)
    measure = min(0.99, rng.gauss(0.9, 0.05) + (skill == 1.0)) if curve else None
    points = curve(measure) if curve and measure else worth * (rng.random() < skill)
    diagnosis = None if points >= worth or not exercise.exam else rng.choice(DIAGNOSES)
    return Verdict(name, title, points, worth, points >= worth, diagnosis, "Seen.", measure)
