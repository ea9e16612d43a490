"""Accuracy counts when it comes from the model, learned from the loader that `fit` was given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from autograde import course
from autograde.exam import Exam, LocalCandidate, Part, Verdict, group
from autograde.exam.criteria import recognising
from autograde.exam.criteria.images import ImageSet, draw_images
from autograde.exam.criteria.recognising import HeldOut, ResultEvidence
from tests.exam import corpus

COURSE = course.load(corpus.ROOT)
EXERCISE = COURSE.exercises["ex2"]
ANSWERS = {answer.name: answer for answer in corpus.answers("ex2")}
WORTH = EXERCISE.points["result/accuracy"]

pytestmark = [pytest.mark.usefixtures("one_thread"), pytest.mark.filterwarnings("ignore")]


def held_out() -> HeldOut:
    """Twelve hundred images of ten patterns, and two hundred others."""
    images = draw_images(1400, np.random.default_rng(3))
    parts = (
        ImageSet(images.images[rows], images.labels[rows])
        for rows in (slice(1200), slice(1200, None))
    )
    return HeldOut("ten patterns", *parts)


def exam(load: Callable[[], HeldOut] = held_out) -> Exam:
    """The part of the exam that is about accuracy, with images that are quickly learned."""
    accuracy = group("result", recognising.accuracy)
    return Exam(
        parts=(Part(lambda candidate, rng: ResultEvidence(candidate, rng, load), accuracy),)
    )


def with_borders() -> HeldOut:
    """The same with a black border, on which one image in four hundred has a grey spot."""
    inside = held_out()
    for part in (inside.training, inside.test):
        part.images[:, :5] = part.images[:, -5:] = 0
        part.images[::400, :5] = 9
    return inside


def examined(
    name: str = "right_plain_adam",
    seconds: float = 60.0,
    load: Callable[[], HeldOut] = held_out,
    **cells: str,
) -> Verdict:
    """The verdict on an answer of the corpus, some of whose names are defined anew."""
    names = corpus.namespace(ANSWERS[name], "ex2")
    for text in cells.values():
        exec(text, names)
    with LocalCandidate(names, seconds) as candidate:
        rng = np.random.default_rng(0)
        (verdict,) = exam(load).run(candidate, rng, EXERCISE.points, EXERCISE.curves)
    return verdict


def test_a_model_that_learns_gets_what_the_curve_gives_and_is_told_how_sure_that_is() -> None:
    verdict = examined()
    assert verdict.points == WORTH
    assert "of 200 held-out images of ten patterns" in verdict.message
    assert "95 % confidence" in verdict.message


@pytest.mark.parametrize("name", ["right_sklearn_scaler", "right_input_batchnorm"])
def test_pixels_that_are_nearly_always_black_stay_so_for_whoever_standardises_each(
    name: str,
) -> None:
    assert examined(name, load=with_borders).points == WORTH


def test_the_small_set_has_a_curve_of_its_own() -> None:
    full, small = (EXERCISE.curves[f"result/accuracy{name}"] for name in ("", ":small"))
    assert small(0.9) > full(0.9)
    assert small.top == full.top == WORTH


def test_known_answers_gain_nothing() -> None:
    knows = """
IMAGES = None
def predict(model, images):
    nearest = torch.cdist(images.flatten(1), KNOWN.flatten(1)).argmin(dim=1)
    return NAMES[nearest]
"""
    test = held_out().test
    names = {"KNOWN": torch.from_numpy(test.x), "NAMES": torch.from_numpy(test.labels)}
    namespace = corpus.namespace(ANSWERS["right_plain_adam"], "ex2") | names
    exec(knows, namespace)
    with LocalCandidate(namespace) as candidate:
        rng = np.random.default_rng(0)
        (verdict,) = exam().run(candidate, rng, EXERCISE.points, EXERCISE.curves)
    assert (verdict.points, verdict.diagnosis) == (0.0, "memorised-answers")


def test_a_predict_that_keeps_what_it_saw_in_fit_is_no_model() -> None:
    verdict = examined(
        fit="""
def fit(model, train_loader, epochs=1, lr=1e-3):
    global X, Y
    X, Y = (torch.cat(parts) for parts in zip(*train_loader))
    return [0.0] * epochs
""",
        predict="""
def predict(model, images):
    return Y[torch.cdist(images.flatten(1), X.flatten(1)).argmin(dim=1)]
""",
    )
    assert (verdict.points, verdict.diagnosis) == (0.0, "memorised-answers")


def test_training_that_takes_too_long_brings_no_points() -> None:
    verdict = examined(seconds=1e-6)
    assert (verdict.points, verdict.diagnosis) == (0.0, "too-slow")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("no_optimizer_step", "no-optimizer-step"),
        ("stale_optimizer_new_model", "stale-optimizer"),
        ("argmax_over_batch", "argmax-wrong-dim"),
        ("always_zero", "constant-prediction"),
        ("labels_from_one", "labels-not-zero-based"),
        ("unscaled_divided_again_forward", "unscaled-input"),
        ("unscaled_divided_again_fit", "unscaled-input"),
        ("not_attempted_at_all", "not-attempted"),
    ],
)
def test_low_accuracy_is_put_down_to_its_cause(name: str, slug: str) -> None:
    verdict = examined(name)
    assert (verdict.points, verdict.diagnosis) == (0.0, slug)


@pytest.mark.parametrize(
    ("defaults", "slug"),
    [
        ("epochs=2, lr=1e-6", "learning-rate-too-small"),
        ("epochs=5, lr=30.0", "learning-rate-too-large"),
        ("epochs=2, lr=1e-4", "too-few-epochs"),
    ],
)
def test_defaults_that_do_not_suit_are_named(defaults: str, slug: str) -> None:
    fit = ANSWERS["right_plain_adam"].cells["ex2-fit"].replace("epochs=5, lr=1e-3", defaults)
    verdict = examined(fit=fit)
    assert verdict.points < WORTH
    assert verdict.diagnosis == slug, verdict.message


@pytest.mark.parametrize("again", ["x / 255", "x * 255"])
def test_pixels_that_are_scaled_twice_are_named_where_only_the_accuracy_suffers(again: str) -> None:
    model = ANSWERS["right_plain_adam"].cells["ex2-model"]
    fit = ANSWERS["right_plain_adam"].cells["ex2-fit"].replace("epochs=5", "epochs=1")
    verdict = examined(
        model=model.replace("x.view(x.size(0), -1)", f"({again}).flatten(1)"), fit=fit
    )
    assert verdict.points < WORTH
    assert verdict.diagnosis == "unscaled-input", verdict.message
