"""What the checks of practice cells share: call the student's function, look at what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam import Candidate, Finding, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, array, need, returned
from autograde.exam.outcome import Array

Numbers = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Case:
    """One call of a practice function, and what it should return."""

    inputs: tuple[Any, ...]
    wanted: FloatArray

    @property
    def given(self) -> str:
        """The shapes that go in, as a student reads them."""
        return ", ".join(f"{a.shape}" for a in self.inputs if isinstance(a, np.ndarray))


class Answers:
    """What the practice function ``name`` returns for inputs drawn for this check."""

    def __init__(
        self,
        name: str,
        draw: Callable[[np.random.Generator], tuple[Case, ...]],
        candidate: Candidate,
        rng: np.random.Generator,
    ) -> None:
        self.name = name
        self.cases = draw(rng)
        self.candidate = candidate

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """What came back for each case, whatever it is."""
        need(self.candidate, self.name)
        outcomes = [self.candidate.call(self.name, *case.inputs) for case in self.cases]
        return tuple(returned(outcome, f"{self.name}(...)").value for outcome in outcomes)

    @cached_property
    def tensors(self) -> tuple[tuple[Case, Array], ...]:
        """The cases, each with the tensor that came back."""
        found = [array(value, f"What `{self.name}` returns") for value in self.values]
        for tensor in found:
            if not tensor.kind.startswith("torch"):
                stop(f"`{self.name}` returns a {tensor.kind}, not a tensor.", "wrong-dtype")
        return tuple(zip(self.cases, found, strict=True))

    @cached_property
    def shaped(self) -> tuple[tuple[Case, FloatArray], ...]:
        """The cases, each with the numbers that came back in the right shape."""
        for case, tensor in self.tensors:
            shape = tensor.values.shape
            if shape != case.wanted.shape:
                stop(
                    f"For {case.given} you returned the shape {shape}; {case.wanted.shape} was "
                    "asked for.",
                    "wrong-shape",
                )
        return tuple((case, tensor.values.astype(np.float64)) for case, tensor in self.tensors)


def float32(answers: Answers) -> Finding:
    """All that came back are 32-bit floats."""
    for _, tensor in answers.tensors:
        if tensor.values.dtype != np.float32:
            return failed(f"Your tensor holds {tensor.values.dtype}.", "wrong-dtype")
    return passed("It holds float32 numbers.")


def shapes(answers: Answers) -> Finding:
    """All that came back has the shape that was asked for."""
    seen = "; ".join(f"{case.given} → {values.shape}" for case, values in answers.shaped)
    return passed(f"{seen}.")


def agrees(values: Numbers, wanted: Numbers) -> bool:
    """Whether two arrays are equal but for rounding."""
    return np.allclose(values, wanted, rtol=1e-4, atol=1e-5)


def first_slip(values: FloatArray, wanted: FloatArray) -> str:
    """Say where the first wrong number stands, in words."""
    place = np.argwhere(~np.isclose(values, wanted, rtol=1e-4, atol=1e-5))[0]
    where = f"At {place.tolist()} it" if len(place) else "It"
    spot = tuple(place)
    return (
        f"The shape is right, but not the values. {where} is {values[spot]:.4g}, "
        f"where {wanted[spot]:.4g} was expected."
    )
