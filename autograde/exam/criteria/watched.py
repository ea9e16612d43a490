"""One call of a student's training function, and the model before and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import FloatArray, returned
from autograde.exam.criteria.models import parameters
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Handle


@dataclass(frozen=True)
class Trained:
    """A model after training, and what was seen on the way."""

    model: Handle
    run: Run


@dataclass(frozen=True)
class Training:
    """How a training function is called.

    Attributes
    ----------
    name
        what the function is called.
    given
        what it is given, as a student reads it: ``"model, X, y"``.
    mode
        the mode in which it gets the model, ``"train"`` or ``"eval"``; none leaves it as it is.
    """

    name: str
    given: str
    mode: str | None = None

    def run(
        self,
        candidate: Candidate,
        model: Handle,
        *args: Any,
        logits: Callable[[Handle], FloatArray],
        y: npt.NDArray[np.generic],
        watched: bool = True,
        **options: Any,
    ) -> Trained:
        """Train ``model``, with what ``logits`` says of it for the rows with the labels ``y``."""
        before, z_before = parameters(candidate, model), logits(model)
        if self.mode:
            candidate.call(model, method=self.mode)
        watch = model if watched else None
        outcome = candidate.call(self.name, model, *args, watch=watch, **options)
        shown = "".join(f", {name}={value:g}" for name, value in options.items())
        result = returned(outcome, f"{self.name}({self.given}{shown})")
        run = Run(
            epochs=options.get("epochs"),
            losses=result.value,
            events=result.events,
            before=before,
            after=parameters(candidate, model),
            z_before=z_before,
            z_after=logits(model),
            y=y.astype(np.float64),
        )
        return Trained(model, run)
