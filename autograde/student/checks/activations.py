"""The checks of the practice cells in ``lecture/08_activations``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from autograde.exam import Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import array, described
from autograde.student.practice import Answers, Case, Numbers, agrees, first_slip, shapes


def draw_layers(rng: np.random.Generator) -> tuple[Case, ...]:
    """Two linear layers each; the second pair is square throughout."""

    def case(features: int, hidden: int, outputs: int) -> Case:
        W1 = rng.normal(size=(hidden, features)).astype(np.float32)
        b1 = rng.normal(size=hidden).astype(np.float32)
        W2 = rng.normal(size=(outputs, hidden)).astype(np.float32)
        b2 = rng.normal(size=outputs).astype(np.float32)
        one = W2.astype(np.float64) @ np.column_stack([W1, b1])
        one[:, -1] += b2
        return Case((W1, b1, W2, b2), one)

    return case(3, 5, 2), case(4, 4, 4)


def _layers(answers: Answers) -> Iterator[tuple[Case, Numbers, Numbers]]:
    """The cases, each with the weight and the bias that came back."""
    for case, value in zip(answers.cases, answers.values, strict=True):
        if not isinstance(value, tuple) or len(value) != 2:
            stop(f"`collapse` returns {described(value)}, not a weight and a bias.", "wrong-shape")
        weight, bias = (array(v, name).values for v, name in zip(value, ("W", "b"), strict=True))
        outputs, features = case.wanted.shape[0], case.wanted.shape[1] - 1
        if weight.shape != (outputs, features):
            stop(
                f"For {case.given} your W has the shape {weight.shape}; {outputs} outputs and "
                f"{features} features want {(outputs, features)}.",
                "wrong-shape",
            )
        yield case, weight, bias


def collapse_shapes(answers: Answers) -> Finding:
    """One weight (K, D) and one bias (K,) come back."""
    for case, _, bias in _layers(answers):
        if bias.shape != case.wanted.shape[:1]:
            return failed(
                f"For {case.given} your b has the shape {bias.shape}; {case.wanted.shape[:1]} was "
                "asked for.",
                "wrong-shape",
            )
    return passed("Two layers went in, one came out, also where all sizes are equal.")


def collapse_weight(answers: Answers) -> Finding:
    """The weight does what both weights do, one after the other."""
    for case, weight, _ in _layers(answers):
        if not agrees(weight, case.wanted[:, :-1]):
            return failed(first_slip(weight.astype(np.float64), case.wanted[:, :-1]))
    return passed("The product of the matrices is right.")


def collapse_bias(answers: Answers) -> Finding:
    """The bias holds what the first bias has become, and the second one."""
    for case, _, bias in _layers(answers):
        _, b1, W2, b2 = case.inputs
        wanted = case.wanted[:, -1]
        if bias.shape != wanted.shape:
            return failed(f"Your b has the shape {bias.shape}.", "wrong-shape")
        if agrees(bias, wanted):
            continue
        if agrees(bias, b2):
            return failed("Your b is `b2` alone: what became of `b1`?")
        if agrees(bias, W2 @ b1):
            return failed("`b1` has gone through the second layer, but `b2` is not added.")
        return failed(first_slip(bias.astype(np.float64), wanted))
    return passed("Both biases are in it, the first one as the second layer sees it.")


def draw_ramps(rng: np.random.Generator) -> tuple[Case, ...]:
    """Net inputs left of the ramp, on it, at its corners and right of it."""
    corners = np.array([-0.5, 0.0, 0.5], dtype=np.float32)
    mixed = np.concatenate([corners, rng.uniform(-0.5, 0.5, 4), rng.uniform(-5, 5, 5)])
    table = rng.uniform(-1, 1, size=(3, 4))
    return tuple(
        Case((z.astype(np.float32),), np.clip(z.astype(np.float64) + 0.5, 0, 1))
        for z in (mixed, table)
    )


def ramp_shape(answers: Answers) -> Finding:
    """Every net input gets one value: the shape stays."""
    return shapes(answers)


def ramp_values(answers: Answers) -> Finding:
    """0 up to −½, then z + ½, and 1 from ½ on."""
    for case, values in answers.shaped:
        (z,) = case.inputs
        if agrees(values, case.wanted):
            continue
        if agrees(values, z + 0.5):
            return failed("Your ramp goes on for ever: it has no flat ends at 0 and 1.")
        if agrees(values, np.clip(z, 0, 1)):
            return failed("Your ramp runs from 0 to 1 in z; it should begin at −½.")
        if agrees(values, np.clip(z, -0.5, 0.5)):
            return failed("Your values run from −½ to ½, half a step too low.")
        return failed(first_slip(values, case.wanted))
    return passed("Flat, ramp, flat, and the corners where they belong.")


def draw_tanhs(rng: np.random.Generator) -> tuple[Case, ...]:
    """Net inputs of the usual size, and large ones of both signs."""
    usual = rng.uniform(-3, 3, size=(4, 3))
    large = rng.permutation(np.array([-1000, -100, -90, 90, 100, 1000]) + rng.uniform(-1, 1, 6))
    return tuple(
        Case((z.astype(np.float32),), np.tanh(z.astype(np.float32))) for z in (usual, large)
    )


def tanh_shape(answers: Answers) -> Finding:
    """Every net input gets one value: the shape stays."""
    return shapes(answers)


def tanh_values(answers: Answers) -> Finding:
    """Between −3 and 3 the values are those of tanh."""
    case, values = answers.shaped[0]
    (z,) = case.inputs
    if agrees(values, case.wanted):
        return passed("The values agree with tanh.")
    if agrees(values, case.wanted + 1):
        return failed("All values are 1 too high: from 0 to 2 in place of −1 to 1.")
    if agrees(values, -case.wanted):
        return failed("The sign is turned round.")
    if agrees(values, np.tanh(np.abs(z))):
        return failed("The sign is lost: a negative z has a negative tanh.")
    if agrees(values, np.tanh(z / 2)):
        return failed("It is tanh of z / 2: the logistic function is taken at 2z.")
    return failed(first_slip(values, case.wanted))


def tanh_large(answers: Answers) -> Finding:
    """At both ends, also at −1000 and 1000, it is −1 and 1 and never NaN."""
    case, values = answers.shaped[1]
    (z,) = case.inputs
    if np.isnan(values).any():
        at = z[np.isnan(values)]
        which = "both ends" if at.min() < 0 < at.max() else "one end"
        return failed(
            f"At z = {at[0]:.0f} it is NaN, and so at {which}: an `exp` has become infinite, and "
            "infinite divided by infinite is no number."
        )
    if agrees(values, case.wanted):
        return passed("It is −1 and 1 at both ends, without a NaN.")
    return failed(first_slip(values, case.wanted))


def draw_leaks(rng: np.random.Generator) -> tuple[Case, ...]:
    """Net inputs of both signs, 0 among them, with three slopes."""

    def case(slope: float, *shape: int) -> Case:
        z = rng.normal(scale=3.0, size=shape).astype(np.float32)
        z.flat[0], z.flat[1], z.flat[2] = 0.0, -2.0, 2.0
        return Case((z, slope), np.where(z > 0, z, slope * z.astype(np.float64)))

    return case(0.01, 8), case(0.25, 3, 4), case(0.0, 5)


def leaky_shape(answers: Answers) -> Finding:
    """Every net input gets one value: the shape stays."""
    return shapes(answers)


def leaky_values(answers: Answers) -> Finding:
    """Above 0 it is z, below 0 it is the slope times z."""
    for case, values in answers.shaped:
        z, slope = case.inputs
        if agrees(values, case.wanted):
            continue
        if agrees(values, np.maximum(z, 0)):
            return failed(f"With slope={slope:g} all negative z became 0: that is ReLU.")
        if agrees(values, slope * z):
            return failed("The slope was taken above 0 too: there the value is z itself.")
        if agrees(values, np.where(z > 0, z, 0.01 * z)):
            return failed(f"With slope={slope:g} your slope was still 0.01.")
        if agrees(values, np.where(z > 0, z, -slope * z)):
            return failed("Below 0 your values are positive: the line should go on downwards.")
        return failed(first_slip(values, case.wanted))
    return passed("The line keeps slope 1 above 0 and the slope that was given below.")


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "collapse", draw_layers),
            {
                "collapse/shapes": collapse_shapes,
                "collapse/weight": collapse_weight,
                "collapse/bias": collapse_bias,
            },
        ),
        Part(
            partial(Answers, "piecewise_linear", draw_ramps),
            {"piecewise_linear/shape": ramp_shape, "piecewise_linear/values": ramp_values},
        ),
        Part(
            partial(Answers, "stable_tanh", draw_tanhs),
            {
                "stable_tanh/shape": tanh_shape,
                "stable_tanh/values": tanh_values,
                "stable_tanh/large": tanh_large,
            },
        ),
        Part(
            partial(Answers, "leaky_relu", draw_leaks),
            {"leaky_relu/shape": leaky_shape, "leaky_relu/values": leaky_values},
        ),
    )
)
