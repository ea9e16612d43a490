"""What an examiner can get back when it asks a candidate to do something.

Everything a student's code can do is one of five typed outcomes, so that an exam never meets a
student's exception, only a value that describes it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Array:
    """A tensor, array or data frame, by value.

    ``kind`` is the type it had at the candidate's (``"torch.Tensor"``), ``requires_grad`` whether
    it still hung on an autograd graph.
    """

    values: npt.NDArray[np.generic]
    kind: str
    requires_grad: bool = False


@dataclass(frozen=True)
class Handle:
    """An object that stayed with the candidate, known by a name that the candidate gave it."""

    name: str
    kind: str


Value = Array | Handle | bool | int | float | str | None | tuple["Value", ...]


@dataclass(frozen=True)
class Forward:
    """The watched model was called on ``rows`` rows, in training mode or not.

    ``first`` is a short digest of the first row, which tells one batch from another; ``reached`` is
    true where a gradient came back through the output. ``mean`` and ``deviation`` are those of all
    numbers that were shown, where they are known and finite.
    """

    rows: int
    training: bool
    first: str
    reached: bool = False
    mean: float | None = None
    deviation: float | None = None


def digest(row: npt.NDArray[np.generic]) -> str:
    """What ``Forward.first`` says of a row."""
    return hashlib.md5(row.tobytes(), usedforsecurity=False).hexdigest()[:8]


@dataclass(frozen=True)
class Backward:
    """A backward pass: ``stale`` if a gradient of an earlier step still lay in ``.grad``.

    ``reached`` is false where it brought the watched model no gradient, or nothing but zeros;
    ``loss`` is the number it started from, where there is one; ``after_unused`` is true where the
    gradients before it had been taken away and no step had used them.
    """

    stale: bool
    reached: bool = True
    loss: float | None = None
    after_unused: bool = False


@dataclass(frozen=True)
class Step:
    """An optimizer stepped; did it hold the watched model's parameters, and any gradient."""

    owns: bool
    has_gradient: bool


Event = Forward | Backward | Step


@dataclass(frozen=True)
class Returned:
    """The call came back with a value; ``events`` is what a watched model went through."""

    value: Value
    seconds: float = 0.0
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Raised:
    """The student's code raised. ``line`` is the student's own line that was running, if known."""

    kind: str
    message: str
    line: str = ""

    def __str__(self) -> str:
        at = f" in the line `{self.line}`" if self.line else ""
        return f"{self.kind}: {self.message}{at}" if self.message else f"{self.kind}{at}"


@dataclass(frozen=True)
class TimedOut:
    """The call was still running after its time limit in seconds."""

    seconds: float


@dataclass(frozen=True)
class Nonsense:
    """An answer came that cannot be read as data: too big, malformed, of a forbidden type."""

    reason: str


@dataclass(frozen=True)
class Silent:
    """No answer came at all, so nothing can be decided: the process died or was tampered with."""

    reason: str


Outcome = Returned | Raised | TimedOut | Nonsense | Silent
