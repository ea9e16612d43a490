"""The checks of the practice cells in ``lecture/00_welcome``."""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import described, need, returned
from autograde.exam.outcome import Array, Value


def _number(value: Value, what: str) -> float:
    """The one number in ``value``, whether it came as a Python number, an array or a tensor."""
    if isinstance(value, Array) and value.values.size == 1:
        return float(value.values.reshape(()))
    if isinstance(value, bool) or not isinstance(value, int | float):
        stop(f"{what} is {described(value)}; one number was asked for.")
    return float(value)


class Neurons:
    """What a student's ``weighted_sum`` returns for neurons drawn for this check."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.cases = [_neuron(rng, inputs) for inputs in (3, 5)]

    @cached_property
    def sums(self) -> tuple[tuple[Any, float], ...]:
        """Each neuron, and the number that came back for it."""
        need(self.candidate, "weighted_sum")
        found = []
        for case in self.cases:
            outcome = self.candidate.call("weighted_sum", *case)
            value = returned(outcome, "weighted_sum(...)").value
            found.append((case, _number(value, "What `weighted_sum` returns")))
        return tuple(found)


def _neuron(rng: np.random.Generator, inputs: int) -> tuple[list[float], list[float], float]:
    """Inputs, weights and a bias with one decimal each, so that a reader can follow the sum."""
    x, w = (np.round(rng.uniform(-3, 3, size=inputs), 1).tolist() for _ in range(2))
    return x, w, round(float(rng.uniform(1, 3)), 1)


def sum_number(neurons: Neurons) -> Finding:
    """The function returns one number."""
    return passed(f"For {len(neurons.sums[0][0][0])} inputs it returned {neurons.sums[0][1]:.4g}.")


def sum_value(neurons: Neurons) -> Finding:
    """It is the sum of each input times its weight, plus the bias."""
    for (inputs, weights, bias), seen in neurons.sums:
        total = sum(x * w for x, w in zip(inputs, weights, strict=True))
        if math.isclose(seen, total + bias, rel_tol=1e-5, abs_tol=1e-5):
            continue
        asked = f"For inputs={inputs}, weights={weights}, bias={bias} it is {seen:.4g}"
        if math.isclose(seen, total, rel_tol=1e-5, abs_tol=1e-5):
            return failed(f"{asked}: the sum is right, but the bias is not added.")
        if math.isclose(seen, total - bias, rel_tol=1e-5, abs_tol=1e-5):
            return failed(
                f"{asked}: the bias is subtracted. A threshold would be; a bias is added."
            )
        if math.isclose(seen, total + bias * len(inputs), rel_tol=1e-5, abs_tol=1e-5):
            return failed(f"{asked}: the bias is added once for each input. Add it once.")
        if math.isclose(seen, sum(inputs) * sum(weights) + bias, rel_tol=1e-5, abs_tol=1e-5):
            return failed(f"{asked}: each input has a weight of its own. Multiply first, then add.")
        return failed(f"{asked}, where {total + bias:.4g} was expected.")
    return passed("It is right for 3 inputs and for 5.")


class Networks:
    """What a student's ``count_parameters`` returns for networks drawn for this check."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.cases = [rng.integers(2, 12, size=layers).tolist() for layers in (2, 3, 4)]

    @cached_property
    def counts(self) -> tuple[tuple[list[int], float], ...]:
        """The sizes of each network, and the number that came back for it."""
        need(self.candidate, "count_parameters")
        found = []
        for sizes in self.cases:
            outcome = self.candidate.call("count_parameters", sizes)
            value = returned(outcome, f"count_parameters({sizes})").value
            found.append((sizes, _number(value, "What `count_parameters` returns")))
        return tuple(found)


def count_number(networks: Networks) -> Finding:
    """The function returns a whole number."""
    for sizes, seen in networks.counts:
        if not seen.is_integer():
            return failed(f"For {sizes} it is {seen:.4g}, which is no whole number.")
    return passed("It returned whole numbers.")


def count_value(networks: Networks) -> Finding:
    """It counts one weight for each edge, and one bias for each node after the inputs."""
    for sizes, seen in networks.counts:
        weights, biases = sum(a * b for a, b in pairwise(sizes)), sum(sizes[1:])
        if seen == weights + biases:
            continue
        asked = f"For the layers {sizes} it is {seen:g}"
        if seen == weights:
            return failed(f"{asked}: these are the weights; the {biases} biases are missing.")
        if seen == biases:
            return failed(f"{asked}: these are the biases; the {weights} weights are missing.")
        if seen == weights + sum(sizes):
            return failed(f"{asked}: the {sizes[0]} inputs have no bias.")
        if seen == math.prod(sizes) + biases or (len(sizes) > 2 and seen == math.prod(sizes)):
            return failed(f"{asked}: edges lead from one layer to the next one only.")
        return failed(f"{asked}, where {weights + biases} was expected.")
    return passed(f"It is right for the layers {' and '.join(str(s) for s, _ in networks.counts)}.")


EXAM = Exam(
    parts=(
        Part(Neurons, {"weighted_sum/number": sum_number, "weighted_sum/value": sum_value}),
        Part(
            Networks,
            {"count_parameters/number": count_number, "count_parameters/value": count_value},
        ),
    )
)
