"""What tests of the grader share."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograde import course
from autograde.course import Limits
from autograde.grading import classroom
from autograde.grading.submission import Task

SMALL = Limits(
    cell_seconds=12, call_seconds=5, seconds=60, output_megabytes=2, memory_megabytes=2500
)


@pytest.fixture(scope="session")
def task() -> Task:
    """Exercise 1 under small limits."""
    prepared = classroom.prepare(course.load(Path(__file__).parents[1]), "ex1")
    return replace(prepared, exercise=replace(prepared.exercise, limits=SMALL))
