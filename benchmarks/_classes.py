"""The classes that are graded: their course folder and notebooks, the same for each grader."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde import course as courses
from autograde.course import Course
from autograde.notebook import corpus
from autograde.notebook.release import read_source
from autograde.student.data import MnistSource

ROOT = Path(__file__).parents[1]
#: Exercise and assignment of each class.
LIGHT, LIGHT_ASSIGNMENT = "ex1", "exercises"
MNIST, MNIST_ASSIGNMENT = "mnist", "mnist"
MNIST_CLASS = 6

#: Exercise 2 of the course is not needed for this: a network is trained, and that is all.
MNIST_ENTRY = """
[exercises.mnist]
title = "MNIST"
assignment = "mnist"
notebook = "mnist"
exam = "mnist"
max_score = 1

[exercises.mnist.points]
"training/network" = 1
"""
MNIST_EXAM = '''\
from autograde.exam import Exam, Part
from autograde.exam.outcome import Returned
from autograde.exam.verdict import Finding, failed, passed


def network(found: object) -> Finding:
    """A network has been trained."""
    there = isinstance(found, Returned) and found.value is True
    return passed("it is there") if there else failed("there is none")


PART = Part(lambda candidate, rng: candidate.has("accuracy"), {"training/network": network})
EXAM = Exam(parts=(PART,))
'''
MNIST_IMPORTS = """\
import torch
from torch import nn

from autograde.student import mnist

torch.manual_seed(0);"""
MNIST_DATA = """\
images, digits = mnist(download=False)
X = images.flatten(1).float() / 255
print(tuple(X.shape))"""
MNIST_TRAINING = """\
network = nn.Sequential(nn.Linear(784, {hidden}), nn.ReLU(), nn.Linear({hidden}, 10))
optimizer = torch.optim.{optimizer}(network.parameters(), lr={rate})
for epoch in range({epochs}):
    order = torch.randperm(len(X))
    for rows in order.split({batch}):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(network(X[rows]), digits[rows])
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())"""
MNIST_RESULT = """\
with torch.inference_mode():
    accuracy = (network(X).argmax(1) == digits).float().mean().item()
print(accuracy)"""
MNIST_TEST = """\
### BEGIN HIDDEN TESTS
from autograde.grading.local import examine

examine("mnist", "training")
### END HIDDEN TESTS"""
#: hidden units, optimizer, learning rate, epochs, rows of a batch
NETWORKS = (
    (64, "SGD", 0.1, 2, 50),
    (128, "SGD", 0.1, 2, 50),
    (128, "Adam", 0.001, 2, 100),
    (256, "SGD", 0.1, 2, 100),
    (256, "Adam", 0.001, 1, 50),
    (512, "RMSprop", 0.001, 1, 100),
)
#: With the small MNIST, so that training takes about as long.
SMALL_FACTOR = 15


def new_course(folder: Path, size: int, digits: MnistSource) -> Course:
    """A course folder with both classes handed in, ``size`` submissions of the light one."""
    folder.mkdir()
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    without = shutil.ignore_patterns("MNIST", "__pycache__")
    shutil.copytree(ROOT / "datasets", folder / "datasets", ignore=without)
    if digits.folder is not None:
        shutil.copytree(digits.folder, folder / "datasets" / "MNIST" / "raw")
    _add_mnist(folder)
    course = courses.load(folder)
    hand_in(course, LIGHT, light(course, size))
    hand_in(course, MNIST, trainings(course, digits.full))
    return course


def light(course: Course, size: int) -> list[NotebookNode]:
    """``size`` notebooks of Exercise 1, evenly from the whole corpus, right and wrong."""
    answers = corpus.answers(ROOT / "tests" / "submissions" / LIGHT)
    in_time = [a for a in answers if not a.slow and not a.name.startswith("too_slow")]
    source = read_source(course, LIGHT_ASSIGNMENT, course.exercises[LIGHT].notebook)
    chosen = (in_time[i * len(in_time) // size % len(in_time)] for i in range(size))
    return [corpus.notebook(answer, source) for answer in chosen]


def trainings(course: Course, full: bool) -> list[NotebookNode]:
    """Six notebooks that train on MNIST, each in its own way."""
    source = read_source(course, MNIST_ASSIGNMENT, MNIST)
    factor = 1 if full else SMALL_FACTOR
    texts = [
        MNIST_TRAINING.format(hidden=h, optimizer=o, rate=r, epochs=e * factor, batch=b)
        for h, o, r, e, b in NETWORKS
    ]
    answers = [corpus.Answer("", "", 1, (), {"mnist-training": text}) for text in texts]
    return [corpus.notebook(answer, source) for answer in answers]


def hand_in(course: Course, exercise: str, notebooks: Sequence[NotebookNode]) -> None:
    """Put the notebooks where graders look for them, each as that of one student."""
    entry = course.exercises[exercise]
    for number, notebook in enumerate(notebooks, start=1):
        folder = course.submitted / f"s{number:03d}" / entry.assignment
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{entry.notebook}.ipynb")


def _add_mnist(folder: Path) -> None:
    """Add an exercise that trains on MNIST to a course."""
    with (folder / "course.toml").open("a", encoding="utf-8") as file:
        file.write(MNIST_ENTRY)
    (folder / "solutions" / "exams" / "mnist.py").write_text(MNIST_EXAM, encoding="utf-8")
    training = MNIST_TRAINING.format(hidden=64, optimizer="SGD", rate=0.1, epochs=1, batch=100)
    source = new_notebook(
        cells=[
            new_markdown_cell("# MNIST", id="title"),
            new_code_cell(MNIST_IMPORTS, id="imports"),
            new_code_cell(MNIST_DATA, id="data"),
            _marked("mnist-training", f"### BEGIN SOLUTION\n{training}\n### END SOLUTION"),
            new_code_cell(MNIST_RESULT, id="result"),
            _marked("mnist-test", MNIST_TEST, points=1),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    place = folder / "solutions" / "notebooks" / MNIST_ASSIGNMENT
    place.mkdir()
    nbformat.write(source, place / f"{MNIST}.ipynb")


def _marked(name: str, text: str, points: int | None = None) -> NotebookNode:
    """A solution cell, or with ``points`` a test cell, as nbgrader marks them."""
    graded = points is not None
    marks = {
        "schema_version": 3,
        "grade_id": name,
        "grade": graded,
        "solution": not graded,
        "locked": graded,
        "task": False,
        **({"points": points} if graded else {}),
    }
    cell: NotebookNode = new_code_cell(text, id=name, metadata={"nbgrader": marks})
    return cell
