"""The examiner's side: a few verbs with which an exam questions a student's code.

``Candidate`` turns a verb into a request and hands it on. ``LocalCandidate`` answers it in this
process (the student's own check, stock nbgrader); ``autograde.kernel.KernelCandidate`` answers it
from a student's kernel. Both speak the same data, so an exam cannot tell them apart.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from autograde.exam import wire
from autograde.exam.outcome import Handle, Nonsense, Outcome, Raised, Returned, TimedOut

Dialect = Literal["torch", "numpy"]
Target = str | Handle


@dataclass(frozen=True)
class File:
    """A file that the candidate can read; the student's function gets its ``pathlib.Path``."""

    name: str


@dataclass(frozen=True)
class Loader:
    """A ``DataLoader`` that is made of these images, uint8 (N, 28, 28), at the candidate's."""

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    batch_size: int
    seed: int


class Candidate(ABC):
    """A student's code, questioned from outside.

    Arrays go over by value and arrive as tensors. ``dialects`` names the functions that get NumPy
    arrays instead, for a student who works in NumPy. A student's objects stay behind as handles.
    ``doubles`` says that a call which raises is made again with 64-bit floats, for a student who
    makes such of all data.
    """

    def __init__(self) -> None:
        self.dialects: dict[str, Dialect] = {}
        self.doubles = False
        self._there: set[str] = set()

    @abstractmethod
    def ask(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Outcome:
        """Carry one request over and bring the outcome back."""

    @abstractmethod
    def tell(self, request: Mapping[str, Any], arrays: wire.Arrays) -> None:
        """Have a request carried out before the next one; what comes of it is not asked."""

    @abstractmethod
    def file(self, name: str, content: bytes) -> File:
        """Give the candidate a file to read."""

    def has(self, name: str) -> Outcome:
        """Whether the student defined ``name``, or the type of what cannot be called.

        What has been there once is not asked for again.
        """
        if name in self._there:
            return Returned(True)
        outcome = self.ask({"verb": "has", "name": name}, {})
        if isinstance(outcome, Returned) and outcome.value is True:
            self._there.add(name)
        return outcome

    def seed(self, seed: int) -> None:
        """Seed Python's, NumPy's and PyTorch's random generators."""
        self.tell({"verb": "seed", "seed": seed}, {})

    def new(
        self,
        class_name: str,
        *args: Any,
        rows: npt.NDArray[np.float32] | None = None,
        **kwargs: Any,
    ) -> Outcome:
        """Make an object of a student's class; the outcome's value is its handle.

        A model whose layers learn their sizes from what they see first (``nn.LazyLinear``) is shown
        ``rows``.
        """
        return self._call(class_name, None, args, kwargs, keep=True, rows=rows)

    def call(
        self,
        target: Target,
        *args: Any,
        method: str | None = None,
        watch: Handle | None = None,
        **kwargs: Any,
    ) -> Outcome:
        """Call a student's function, object (``forward`` and all) or an object's method."""
        outcome = self._call(target, method, args, kwargs, watch=watch)
        if self.doubles and isinstance(outcome, Raised):
            again = self._call(
                target,
                method,
                tuple(map(_double, args)),
                {name: _double(item) for name, item in kwargs.items()},
                watch=watch,
            )
            return again if isinstance(again, Returned) else outcome
        return outcome

    def state(self, model: Handle) -> Outcome:
        """The registered parameters of a model: ``((name, Array), ...)``."""
        return self.ask({"verb": "state", "target": _target(model)}, {})

    def load_state(self, model: Handle, state: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Set a model's registered parameters."""
        names = {name: f"s{index}" for index, name in enumerate(state)}
        # NumPy makes a plain number of what it computes from an array without axes.
        arrays = {names[name]: np.asarray(values) for name, values in state.items()}
        self.tell({"verb": "load_state", "target": _target(model), "state": names}, arrays)

    def describe(self, target: Target) -> Outcome:
        """What a function or an object is made of.

        Of a function ``((parameter, default), ...)``, with ``"**"`` as the name of one that takes
        any keyword; of an object ``(is it a module, how many numbers lie in plain tensors, how many
        of a module's could learn and are no registered parameters)``.
        """
        return self.ask({"verb": "describe", "target": _target(target)}, {})

    def _call(
        self,
        target: Target,
        method: str | None,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        watch: Handle | None = None,
        keep: bool = False,
        rows: npt.NDArray[np.float32] | None = None,
    ) -> Outcome:
        arrays: wire.Arrays = {}
        dialect = self.dialects.get(target, "torch") if isinstance(target, str) else "torch"
        request = {
            "verb": "call",
            "target": _target(target),
            "method": method,
            "args": [_argument(item, arrays, dialect) for item in args],
            "kwargs": {name: _argument(item, arrays, dialect) for name, item in kwargs.items()},
            "watch": watch.name if watch else None,
            "keep": keep,
            "rows": None if rows is None else _argument(rows, arrays, "torch"),
        }
        return self.ask(request, arrays)


class LocalCandidate(Candidate):
    """A candidate in this very process, for the student's own check and for stock nbgrader.

    Use it as a context manager: afterwards the random generators stand where they stood.
    A call cannot be stopped here; one that takes longer than ``seconds`` is told to have.
    """

    def __init__(self, namespace: Mapping[str, Any], seconds: float = 60.0) -> None:
        super().__init__()
        self.namespace = namespace
        self.seconds = seconds

    def __enter__(self) -> Self:
        # Only a candidate of this process needs torch: the command line starts without it.
        from autograde.exam.agent import Agent, random_state_kept

        self._stack = ExitStack()
        self._stack.enter_context(random_state_kept())
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._agent = Agent(self.namespace, self._folder)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def file(self, name: str, content: bytes) -> File:
        (self._folder / name).write_bytes(content)
        return File(name)

    def ask(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Outcome:
        outcome: Returned | Raised | Nonsense = self._agent.answer(request, arrays)
        if isinstance(outcome, Returned) and outcome.seconds > self.seconds:
            return TimedOut(self.seconds)
        try:
            return wire.unpack(*wire.pack(outcome))
        except wire.Malformed as error:
            return Nonsense(str(error))

    def tell(self, request: Mapping[str, Any], arrays: wire.Arrays) -> None:
        self._agent.answer(request, arrays)


def _target(target: Target) -> Any:
    return target if isinstance(target, str) else {"handle": target.name}


def _double(item: Any) -> Any:
    single = isinstance(item, np.ndarray) and item.dtype == np.float32
    return item.astype(np.float64) if single else item


def _argument(item: Any, arrays: wire.Arrays, dialect: Dialect) -> Any:
    if isinstance(item, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = item
        return {"array": name, "as": dialect}
    if isinstance(item, Handle):
        return {"handle": item.name}
    if isinstance(item, File):
        return {"file": item.name}
    if isinstance(item, Loader):
        names = f"a{len(arrays)}", f"a{len(arrays) + 1}"
        arrays.update(zip(names, (item.images, item.labels), strict=True))
        return {"loader": names, "batch_size": item.batch_size, "seed": item.seed}
    return item
