"""Get a usable value out of an outcome, or end the criterion with the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.diagnoses import running
from autograde.exam.outcome import (
    Array,
    Handle,
    Nonsense,
    Outcome,
    Raised,
    Returned,
    Silent,
    TimedOut,
    Value,
)
from autograde.exam.verdict import Finding, Found, stop

FloatArray = npt.NDArray[np.float64]

#: Beyond this every number is as good as infinite, and squares of it still fit into a float.
HUGE = 1e12
#: Kinds of what stands there when it should have been called.
METHODS = ("method", "function", "builtin_function_or_method")


def returned(outcome: Outcome, what: str) -> Returned:
    """The returned outcome; any other ends the criterion in words about ``what`` was asked."""
    match outcome:
        case Returned():
            return outcome
        case Raised():
            slug = running.of_error(outcome, what)
            if slug == "not-attempted":
                stop(f"`{what}` is not written yet.", slug)
            stop(f"`{what}` raised {outcome}.{running.advice(outcome)}", slug)
        case TimedOut(seconds):
            stop(f"`{what}` had not finished after {seconds:g} seconds.", "too-slow")
        case Nonsense(reason):
            stop(f"`{what}` gave something that cannot be read as data: {reason}.", "wrong-shape")
        case Silent(reason):
            raise Found(Finding(None, f"`{what}` gave no answer: {reason}."))


def need(candidate: Candidate, name: str, kind: str = "function") -> None:
    """End the criterion when the student defined no ``name``."""
    there = returned(candidate.has(name), name).value
    if isinstance(there, str) and kind in ("function", "class"):
        stop(
            f"`{name}` is an object of type {there} when the notebook has run, no {kind}: has a "
            f"cell given this name to a result, as `{name} = {name}(...)` does?",
            "missing-name",
        )
    if not there:
        stop(f"There is no {kind} named `{name}` when the notebook has run.", "missing-name")


def array(value: Value, what: str) -> Array:
    """``value`` as an array; anything else ends the criterion."""
    if isinstance(value, Array):
        return value
    if isinstance(value, tuple) and any(isinstance(item, Array) for item in value):
        stop(f"{what} is {described_with_parts(value)}, not one tensor.", "wrong-shape")
    spoken_of = value is None or (isinstance(value, Handle) and value.kind in METHODS)
    slug = "wrong-shape" if isinstance(value, Handle) and value.kind == "dict" else "wrong-dtype"
    stop(f"{what} is {described(value)}, not a tensor.", None if spoken_of else slug)


def floats(value: Value, what: str, shape: tuple[int, ...]) -> FloatArray:
    """``value`` as finite float64 numbers of exactly this shape."""
    found = array(value, what)
    if found.values.shape != shape:
        stop(f"{what} has shape {found.values.shape}, but {shape} was asked for.", "wrong-shape")
    numbers = found.values.astype(np.float64)
    if not np.isfinite(numbers).all():
        stop(f"{what} holds values that are no finite numbers (NaN or infinite).")
    return numbers.clip(-HUGE, HUGE)


def described(value: Value) -> str:
    """What a value is, in a few words."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, Array):
        return f"{value.kind} of shape {value.values.shape}"
    if isinstance(value, Handle) and value.kind in METHODS:
        return "a function (are the parentheses behind its name missing?)"
    if isinstance(value, Handle):
        return f"an object of type {value.kind}"
    if isinstance(value, tuple):
        return f"a sequence of {len(value)}"
    return f"the {type(value).__name__} {value!r}"


def counted(entries: int) -> str:
    """So many entries, in words."""
    return "1 entry" if entries == 1 else f"{entries:,} entries"


def described_with_parts(value: Value) -> str:
    """The same with what stands in a sequence: all of a pair, else its first part."""
    match value:
        case (one, other):
            second = "None" if other is None else described(other)
            return f"a pair, {described(one)} and {second}"
        case (first, *_):
            return f"{described(value)}, the first of them {described(first)}"
    return described(value)


def judged(criterion: Callable[[Any], Finding], evidence: Any) -> Finding:
    """What ``criterion`` finds, also when it ends early."""
    try:
        return criterion(evidence)
    except Found as found:
        return found.finding
