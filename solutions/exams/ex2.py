"""Hidden exam of Exercise 2: an MLP on MNIST, with drawn images, and on held-out ones."""

from functools import cache
from pathlib import Path

import numpy as np

from autograde.exam import Exam, Part, group
from autograde.exam.criteria import classifying, epochs, mlp
from autograde.exam.criteria.classifying import HeldOut
from autograde.exam.criteria.epochs import ImageSet
from autograde.student.data import MnistSource, find_mnist, mnist_status

DATASETS = Path(__file__).parents[2] / "datasets"
#: An epoch is as long with the small set as with the full one: 60,000 images.
REPEATS = 15


@cache
def held_out() -> HeldOut:
    """MNIST beside this course or where the grader keeps it, else the small set."""
    beside = mnist_status(DATASETS)
    source = beside if beside and beside.full else find_mnist(download=False)
    training, test = (_part(source, train) for train in (True, False))
    if source.full:
        return HeldOut("the full MNIST", training, test)
    return HeldOut("the small MNIST", training, test, "small", REPEATS)


def _part(source: MnistSource, train: bool) -> ImageSet:
    images, labels = source.load(train)
    return ImageSet(np.asarray(images), np.asarray(labels))


EXAM = Exam(
    parts=(
        Part(
            mlp.MlpEvidence,
            group("model", mlp.module, mlp.shapes, mlp.logits, mlp.sizes, mlp.hidden),
        ),
        Part(
            classifying.ClassifyingEvidence,
            group(
                "training",
                epochs.updates,
                epochs.gradients,
                epochs.batches,
                epochs.loss,
                epochs.history,
                classifying.labels,
                classifying.mode,
            ),
        ),
        Part(
            lambda candidate, rng: classifying.ResultEvidence(candidate, rng, held_out),
            group("result", classifying.accuracy),
        ),
    ),
)
