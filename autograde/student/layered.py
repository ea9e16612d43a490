"""What the checks of layered networks share: a student's network beside the same one in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from autograde.exam import Candidate, Finding, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, described, floats, need, returned
from autograde.exam.criteria.models import State, parameters, random_state
from autograde.exam.outcome import Handle, Returned

ROWS = 8

Shape = tuple[int, ...]


class Network:
    """A student's network with random parameters, and what it answers to a few rows.

    Parameters
    ----------
    name
        the function that makes it, or its class.
    kind
        which of the two: ``"function"`` or ``"class"``.
    arguments
        what it is made from.
    sizes
        how many numbers go in, and how many come out of each layer. They have to differ.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        arguments: Sequence[Any],
        sizes: Sequence[int],
        candidate: Candidate,
        rng: np.random.Generator,
    ) -> None:
        self.name, self.kind, self.arguments, self.sizes = name, kind, arguments, tuple(sizes)
        self.candidate = candidate
        self.x = rng.normal(size=(ROWS, sizes[0])).astype(np.float32)
        self.state_rng = rng

    @property
    def shown(self) -> str:
        """The call as a student would write it."""
        return f"{self.name}({', '.join(map(str, self.arguments))})"

    @cached_property
    def model(self) -> Handle:
        """The network as the student made it; the criterion ends where it is no module."""
        need(self.candidate, self.name, self.kind)
        ask = self.candidate.new if self.kind == "class" else self.candidate.call
        value = returned(ask(self.name, *self.arguments), self.shown).value
        if not isinstance(value, Handle):
            stop(f"`{self.shown}` gives {described(value)}, not a network.")
        match self.candidate.describe(value):
            case Returned(value=(False, *_)):
                stop(f"`{self.shown}` is no `nn.Module`.", "not-a-module")
        return value

    @cached_property
    def layers(self) -> list[tuple[FloatArray, FloatArray]]:
        """Weights and biases of each layer in order, after the parameters were set at random."""
        own = parameters(self.candidate, self.model)
        if not own:
            stop(f"`{self.shown}.parameters()` is empty.", "no-parameters-registered")
        wanted = [shape for a, b in pairwise(self.sizes) for shape in ((b, a), (b,))]
        found = [values.shape for values in own.values()]
        if sorted(found) == sorted(shape for shape in wanted if len(shape) == 2):
            stop("It has weights but no biases.", "no-bias")
        if sorted(found) != sorted(wanted):
            stop(
                f"`{self.shown}` has parameters of the shapes {_listed(found)}; "
                f"{_listed(wanted)} were expected."
            )
        state = random_state(own, self.state_rng, 1.0)
        self.candidate.load_state(self.model, state)
        return _paired(state, wanted[::2])

    @cached_property
    def logits(self) -> FloatArray:
        """What the network answers to the rows, in the right shape."""
        outcome = self.candidate.call(self.model, self.x)
        value = returned(outcome, f"{self.shown}(x)").value
        return floats(value, f"For x of shape {self.x.shape} the output", (ROWS, self.sizes[-1]))

    def expected(self, active: Sequence[bool]) -> FloatArray:
        """The outputs in NumPy, with a ReLU after the layers that ``active`` says."""
        a = self.x.astype(np.float64)
        for (weights, biases), on in zip(self.layers, active, strict=True):
            a = a @ weights.T + biases
            a = np.maximum(a, 0.0) if on else a
        return a


def registered(network: Network) -> Finding:
    """Whether the network has the parameters that its layers need."""
    count = sum(w.size + b.size for w, b in network.layers)
    return passed(f"`{network.shown}` has {count} parameters.")


def chained(network: Network) -> Finding:
    """Whether the outputs are those of the layers in a row, with a ReLU after all but the last."""
    hidden = len(network.layers) - 1
    z = network.logits

    def fits(active: Sequence[bool]) -> bool:
        return np.allclose(z, network.expected(active), rtol=1e-3, atol=1e-3)

    if fits([True] * hidden + [False]):
        return passed(f"Logits of shape {z.shape}, {hidden} times cut off by a ReLU on the way.")
    if fits([True] * (hidden + 1)):
        return failed(
            f"A ReLU stands after the last layer too: {int((z == 0).sum())} of {z.size} logits "
            "are exactly 0.",
            "relu-on-logits",
        )
    if fits([False] * (hidden + 1)):
        return failed("No ReLU stands between the layers: the network is linear.")
    if z.min() >= 0 and np.allclose(z.sum(axis=1), 1, atol=1e-4):
        return failed(
            "Every row of the output adds up to 1: it holds probabilities, where logits are asked "
            "for. `CrossEntropyLoss` has the softmax built in."
        )
    for missing in range(hidden):
        if fits([layer != missing for layer in range(hidden)] + [False]):
            return failed(f"No ReLU stands after hidden layer {missing + 1}.")
    return failed("The outputs are not those of these layers in a row, with ReLUs between them.")


def _paired(state: State, shapes: Sequence[Shape]) -> list[tuple[FloatArray, FloatArray]]:
    """The weights of these shapes, each with the biases that stand beside it."""
    left = {name: values.astype(np.float64) for name, values in state.items()}
    layers = []
    for shape in shapes:
        name = next(name for name, values in left.items() if values.shape == shape)
        fitting = [n for n, values in left.items() if values.shape == shape[:1]]
        # `hidden.bias` belongs to `hidden.weight`; where names do not tell, the order does.
        beside = [n for n in fitting if n.rpartition(".")[0] == name.rpartition(".")[0]]
        layers.append((left.pop(name), left.pop((beside or fitting)[0])))
    return layers


def _listed(shapes: Sequence[Shape]) -> str:
    return ", ".join(map(str, shapes))
