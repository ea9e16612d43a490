"""The checks of the practice cells in ``lecture/10_sequential_models``."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from autograde.exam import Candidate, Exam, File, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, array, described, floats, need, returned
from autograde.exam.criteria.models import parameters, random_state
from autograde.exam.outcome import Handle, Raised
from autograde.student.layered import Network, chained, registered
from autograde.student.practice import Numbers

SIZES = (5, 8, 6, 3)


def mlp_sequential(network: Network) -> Finding:
    """`mlp([5, 8, 6, 3])` is an `nn.Sequential` with three linear layers."""
    if not network.model.kind.endswith("Sequential"):
        return failed(f"`{network.shown}` gives an object of type {network.model.kind}.")
    return registered(network)


def mlp_logits(network: Network) -> Finding:
    """Its output: linear layers with a ReLU between each two, and none at the end."""
    return chained(network)


def chain_parameters(network: Network) -> Finding:
    """`Chain([5, 8, 6, 3])` registers the weights and biases of three linear layers."""
    return registered(network)


def chain_logits(network: Network) -> Finding:
    """Its output is that of `mlp([5, 8, 6, 3])` with the same parameters."""
    return chained(network)


def build(candidate: Candidate, layer: str, *arguments: Any) -> Handle:
    """A layer of ``torch.nn``, made at the candidate's."""
    outcome = candidate.call("nn", *arguments, method=layer)
    value = returned(outcome, f"nn.{layer}").value
    if not isinstance(value, Handle):
        stop(f"`nn.{layer}` gives {described(value)}: has `nn` got another meaning?")
    return value


class Counted:
    """What ``count_parameters`` says of models of random sizes."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.inputs, self.hidden, self.outputs = (int(n) for n in rng.permutation(8)[:3] + 2)

    def count(self, *layers: Handle) -> int:
        """The student's count for these layers in a row."""
        need(self.candidate, "count_parameters")
        model = build(self.candidate, "Sequential", *layers)
        outcome = self.candidate.call("count_parameters", model)
        value = returned(outcome, "count_parameters(model)").value
        if isinstance(value, bool) or not isinstance(value, int):
            stop(f"`count_parameters` returns {described(value)}, not an int.")
        return value

    @cached_property
    def layers(self) -> tuple[Handle, Handle, Handle]:
        """Linear, ReLU, linear."""
        return (
            build(self.candidate, "Linear", self.inputs, self.hidden),
            build(self.candidate, "ReLU"),
            build(self.candidate, "Linear", self.hidden, self.outputs),
        )

    @property
    def shown(self) -> str:
        """The sizes as a student reads them."""
        return f"{self.inputs} → {self.hidden} → {self.outputs}"


def count_all(counted: Counted) -> Finding:
    """All weights and biases are counted."""
    found = counted.count(*counted.layers)
    weights = (counted.inputs + counted.outputs) * counted.hidden
    total = weights + counted.hidden + counted.outputs
    if found == total:
        return passed(f"{counted.shown} has {total} parameters.")
    seen = f"For {counted.shown} you counted {found}, where there are {total}."
    if found == weights:
        return failed(f"{seen} The biases are missing.", "no-bias")
    if found == 4:
        return failed(f"{seen} It is the number of tensors: each has `numel()` numbers.")
    return failed(seen)


def count_frozen(counted: Counted) -> Finding:
    """What does not learn (`requires_grad` is False) is not counted."""
    first, relu, last = counted.layers
    counted.candidate.call(first, False, method="requires_grad_")
    found = counted.count(first, relu, last)
    wanted = counted.hidden * counted.outputs + counted.outputs
    if found == wanted:
        return passed(f"With the first layer frozen, {wanted} are left.")
    return failed(f"With the first layer frozen you counted {found}, where {wanted} still learn.")


def count_shared(counted: Counted) -> Finding:
    """A layer that stands twice in a model is counted once."""
    layer = build(counted.candidate, "Linear", counted.hidden, counted.hidden)
    found = counted.count(layer, counted.layers[1], layer)
    wanted = counted.hidden * counted.hidden + counted.hidden
    if found == wanted:
        return passed(f"The same layer twice is {wanted} parameters, not {2 * wanted}.")
    return failed(f"The same layer twice: you counted {found}, where there are {wanted}.")


class Stored:
    """What ``save`` writes and ``load`` reads back, with a model 4 → 6 → 3."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.rng = rng
        self.mean = rng.normal(40, 10, size=4).astype(np.float32)
        self.std = rng.uniform(1, 9, size=4).astype(np.float32)

    def fresh(self) -> Handle:
        """A model with random parameters, as it is while it learns."""
        layers = (("Linear", 4, 6), ("Dropout", 0.5), ("Linear", 6, 3))
        built = [build(self.candidate, *layer) for layer in layers]
        model = build(self.candidate, "Sequential", *built)
        own = parameters(self.candidate, model)
        self.candidate.load_state(model, random_state(own, self.rng, 1.0))
        return model

    @cached_property
    def saved(self) -> tuple[File, dict[str, FloatArray]]:
        """The file, and the parameters that the model had when it was saved."""
        need(self.candidate, "save")
        model = self.fresh()
        before = parameters(self.candidate, model)
        file = self.candidate.file("practice.pt", b"")
        outcome = self.candidate.call("save", file, model, self.mean, self.std)
        returned(outcome, "save(path, model, mean, std)")
        return file, before

    @cached_property
    def loaded(self) -> tuple[Handle, Any]:
        """Another model after ``load``, and what ``load`` returned."""
        need(self.candidate, "load")
        file, _ = self.saved
        other = self.fresh()
        value = returned(self.candidate.call("load", file, other), "load(path, model)").value
        return other, value


def save_tensors(stored: Stored) -> Finding:
    """The file holds tensors in plain containers: `torch.load` reads it as it is."""
    file, _ = stored.saved
    outcome = stored.candidate.call("torch", file, method="load")
    if isinstance(outcome, Raised) and outcome.kind == "UnpicklingError":
        return failed(
            "`torch.load` refuses the file: it holds an object that is no tensor, such as the "
            "whole model. Save `model.state_dict()`."
        )
    if isinstance(outcome, Raised):
        return failed("There is nothing in the file that `torch.load` can read.")
    return passed("`torch.load` reads the file without unpickling anything but tensors.")


def save_parameters(stored: Stored) -> Finding:
    """A fresh model has the saved parameters after `load`."""
    _, before = stored.saved
    after = parameters(stored.candidate, stored.loaded[0])
    if all(np.array_equal(before[name], after[name]) for name in before):
        return passed(f"All {sum(v.size for v in before.values())} numbers came back.")
    changed = [name for name in before if not np.array_equal(before[name], after[name])]
    return failed(f"After `load` these are not what was saved: {', '.join(changed)}.")


def save_mode(stored: Stored) -> Finding:
    """After `load` the model is in evaluation mode."""
    model, _ = stored.loaded
    x = np.ones((50, 4), dtype=np.float32)

    def answer() -> Numbers:
        value = returned(stored.candidate.call(model, x), "model(x)").value
        return array(value, "The output").values

    if np.array_equal(answer(), answer()):
        return passed("Asked twice, the loaded model answers the same.")
    return failed(
        "The loaded model has a dropout layer that still drops: asked twice, it gives two answers. "
        "Call its `eval()`."
    )


def save_scaler(stored: Stored) -> Finding:
    """`load` returns the mean and the deviation of each column."""
    _, value = stored.loaded
    if not isinstance(value, tuple) or len(value) != 2:
        return failed(f"`load` returns {described(value)}; the pair (mean, std) was asked for.")
    mean = floats(value[0], "The first part", (4,))
    std = floats(value[1], "The second part", (4,))
    if np.allclose(mean, stored.mean) and np.allclose(std, stored.std):
        return passed("Mean and deviation came back.")
    if np.allclose(mean, stored.std) and np.allclose(std, stored.mean):
        return failed("Mean and deviation are swapped.")
    return failed(f"The first mean came back as {mean[0]:.4g}, saved was {stored.mean[0]:.4g}.")


def _mlp(candidate: Candidate, rng: np.random.Generator) -> Network:
    return Network("mlp", "function", (list(SIZES),), SIZES, candidate, rng)


def _chain(candidate: Candidate, rng: np.random.Generator) -> Network:
    return Network("Chain", "class", (list(SIZES),), SIZES, candidate, rng)


EXAM = Exam(
    parts=(
        Part(_mlp, {"mlp/sequential": mlp_sequential, "mlp/logits": mlp_logits}),
        Part(
            Counted,
            {
                "count_parameters/all": count_all,
                "count_parameters/frozen": count_frozen,
                "count_parameters/shared": count_shared,
            },
        ),
        Part(_chain, {"Chain/parameters": chain_parameters, "Chain/logits": chain_logits}),
        Part(
            Stored,
            {
                "save/tensors": save_tensors,
                "save/parameters": save_parameters,
                "save/mode": save_mode,
                "save/scaler": save_scaler,
            },
        ),
    )
)
