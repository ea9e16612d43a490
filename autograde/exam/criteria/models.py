"""A student's model, whichever it is: how it is made, what it is, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import FloatArray, returned
from autograde.exam.outcome import Array, Handle, Returned
from autograde.exam.verdict import stop

State = Mapping[str, npt.NDArray[np.float32]]

#: The examiner keeps some dozen copies of them.
MAX_PARAMETERS = 8_000_000


def made(
    candidate: Candidate,
    name: str,
    *args: Any,
    rows: npt.NDArray[np.float32] | None = None,
    **kwargs: Any,
) -> Handle:
    """What a student's class or function makes of its arguments, kept as an object.

    Of ``rows`` a lazy layer learns its size.
    """
    plain = all(isinstance(item, int | float) for item in args)
    named = [f"{key}={value}" for key, value in kwargs.items()]
    shown = f"{name}({', '.join([*map(str, args), *named]) if plain else '...'})"
    value = returned(candidate.new(name, *args, rows=rows, **kwargs), shown).value
    if not isinstance(value, Handle) or value.kind == "NoneType":
        stop(f"`{shown}` returns None (is a `return` missing?).")
    if value.kind == "type":
        stop(f"`{shown}` returns a class, not an object: the parentheses behind it are missing.")
    return value


def kind(candidate: Candidate, model: Handle) -> tuple[bool, int, int]:
    """What ``Candidate.describe`` says of a model."""
    match candidate.describe(model):
        case Returned(value=(bool(is_module), int(loose), int(unregistered))):
            return is_module, loose, unregistered
    return False, 0, 0


def parameters(candidate: Candidate, model: Handle) -> dict[str, FloatArray]:
    """The registered parameters of a model, by name."""
    value = returned(candidate.state(model), "model.named_parameters()").value
    found: dict[str, npt.NDArray[np.generic]] = {}
    for pair in value if isinstance(value, tuple) else ():
        match pair:
            case (str(name), Array(values=values)):
                found[name] = values
    count = sum(values.size for values in found.values())
    if count > MAX_PARAMETERS:
        stop(f"The model has {count:,} parameters: no more than {MAX_PARAMETERS:,} are looked at.")
    return {name: values.astype(np.float64) for name, values in found.items()}


def random_state(
    shapes: Mapping[str, FloatArray], rng: np.random.Generator, scale: float
) -> dict[str, npt.NDArray[np.float32]]:
    """Random parameters of the shapes given."""
    return {
        name: (scale * rng.normal(size=values.shape)).astype(np.float32)
        for name, values in shapes.items()
    }


def mirrored(state: State) -> State:
    """Every parameter with the other sign."""
    return {name: -values for name, values in state.items()}
