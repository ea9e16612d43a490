"""What tests of the grader share."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from handing_in import SMALL

from autograde import course
from autograde.grading import classroom
from autograde.grading.submission import Task


@pytest.fixture(scope="session")
def task() -> Task:
    """Exercise 1 under small limits."""
    prepared = classroom.prepare(course.load(Path(__file__).parents[1]), "ex1")
    return replace(prepared, exercise=replace(prepared.exercise, limits=SMALL))


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """A small model is no work for many threads, which only wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
