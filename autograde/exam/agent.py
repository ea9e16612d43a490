"""The candidate's own side: does what the examiner asks, in the student's process.

The agent holds no secret and is trusted with nothing: it turns a request into calls of the
student's code and the result into data. A student who tampers with it only changes their answer.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import itertools
import linecache
import random
import socket
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.parameter import is_lazy

from autograde.exam import wire
from autograde.exam.loading import image_loader
from autograde.exam.outcome import Array, Handle, Nonsense, Raised, Returned, Value
from autograde.exam.watch import watching

MAX_DEPTH = 4


class Agent:
    """Answers requests about one student's namespace.

    Parameters
    ----------
    namespace
        the names the student defined (a notebook's globals).
    folder
        where the files that a request mentions lie.
    """

    def __init__(self, namespace: Mapping[str, Any], folder: Path) -> None:
        self.namespace = namespace
        self.folder = folder
        self.kept: dict[str, Any] = {}

    def answer(
        self, request: Mapping[str, Any], arrays: wire.Arrays
    ) -> Returned | Raised | Nonsense:
        """Do what ``request`` asks; whatever the student's code raises becomes :class:`Raised`."""
        verb: Callable[..., Returned] = getattr(self, "_" + request["verb"])
        quiet = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
        try:
            with quiet[0], quiet[1], _settings_as_usual():
                return verb(request, arrays)
        except NoData as error:
            return Nonsense(str(error))
        # A student's code may raise anything, exits included; the examiner gets it as data.
        except BaseException as error:
            return Raised(type(error).__name__, _message(error), _line(error.__traceback__))

    def _has(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Returned:
        """Whether there is such a name; of what cannot be called, its type."""
        if request["name"] not in self.namespace:
            return Returned(False)
        thing = self.namespace[request["name"]]
        return Returned(True if callable(thing) else _kind(thing))

    def _seed(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Returned:
        random.seed(request["seed"])
        np.random.seed(request["seed"])
        # ``torch.manual_seed`` also notes, for a GPU that may never be used, who called it.
        torch.default_generator.manual_seed(request["seed"])
        if torch.cuda.is_initialized():
            torch.cuda.manual_seed_all(request["seed"])
        return Returned(None)

    def _call(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Returned:
        function = self._find(request["target"])
        if request["method"]:
            function = getattr(function, request["method"])
        args = [self._argument(item, arrays) for item in request["args"]]
        kwargs = {name: self._argument(item, arrays) for name, item in request["kwargs"].items()}
        watched = self.kept[request["watch"]] if request["watch"] else None
        with watching(watched) as events:
            start = time.perf_counter()
            result = function(*args, **kwargs)
            seconds = time.perf_counter() - start
        if request["rows"]:
            _show(result, self._argument(request["rows"], arrays))
        value = self._keep(result) if request["keep"] else self._value(result)
        return Returned(value, seconds, tuple(events))

    def _state(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Returned:
        """Parameters of a module as ``((name, array), ...)``; of anything else, nothing."""
        model = self.kept[request["target"]["handle"]]
        # PyTorch's own method, whatever the student's class makes of the name.
        named = nn.Module.named_parameters(model) if isinstance(model, nn.Module) else ()
        return Returned(tuple((name, self._value(tensor)) for name, tensor in named))

    def _load_state(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Returned:
        model = self.kept[request["target"]["handle"]]
        with torch.no_grad():
            for name, parameter in nn.Module.named_parameters(model):
                parameter.copy_(torch.from_numpy(arrays[request["state"][name]]))
        return Returned(None)

    def _describe(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Returned:
        """Of a function its parameters' names and defaults; of an object what it is made of."""
        thing = self._find(request["target"])
        if isinstance(request["target"], str):
            parameters = inspect.signature(thing).parameters.values()
            return Returned(tuple((_parameter(p), _default(p)) for p in parameters))
        loose = 0
        for value in vars(thing).values():
            if isinstance(value, torch.Tensor):
                loose += value.numel()
            elif isinstance(value, nn.Module):
                loose += sum(p.numel() for p in value.parameters())
        return Returned((isinstance(thing, nn.Module), loose, _unregistered(thing)))

    def _find(self, target: str | Mapping[str, str]) -> Any:
        if isinstance(target, str):
            return self.namespace[target]
        return self.kept[target["handle"]]

    def _argument(self, item: Any, arrays: wire.Arrays) -> Any:
        match item:
            case {"array": name, "as": "torch"}:
                return torch.from_numpy(arrays[name].copy())
            case {"array": name}:
                return arrays[name].copy()
            case {"handle": name}:
                return self.kept[name]
            case {"file": name}:
                return self.folder / name
            case {"loader": [images, labels], "batch_size": size, "seed": seed}:
                tensors = [torch.from_numpy(arrays[name].copy()) for name in (images, labels)]
                return image_loader(tensors[0], tensors[1], size, seed)
        return item

    def _keep(self, thing: Any) -> Handle:
        name = f"h{len(self.kept)}"
        self.kept[name] = thing
        return Handle(name, _kind(thing))

    def _value(self, thing: Any, depth: int = 0) -> Value:
        """``thing`` as data where it is data, else a handle on it."""
        if thing is None or isinstance(thing, bool | int | float):
            return thing if thing is None else _plain(thing)
        if isinstance(thing, str):
            return str.__getitem__(thing, slice(wire.MAX_TEXT))
        if isinstance(thing, torch.Tensor):
            values = thing.detach().cpu()
            values = values.float() if values.dtype == torch.bfloat16 else values
            return Array(_plain_array(values.numpy()), _kind(thing), bool(thing.requires_grad))
        if isinstance(thing, np.ndarray | np.generic) and thing.dtype.kind in "biuf":
            return Array(_plain_array(thing), _kind(thing))
        if hasattr(thing, "to_numpy") and getattr(thing.to_numpy(), "dtype", None) is not None:
            values = thing.to_numpy()
            if values.dtype.kind in "biuf":
                return Array(_plain_array(values), _kind(thing))
        if isinstance(thing, list | tuple) and depth < MAX_DEPTH:
            items = list(itertools.islice(iter(thing), wire.MAX_ITEMS + 1))
            if len(items) > wire.MAX_ITEMS:
                raise NoData(f"a {_kind(thing)} of more than {wire.MAX_ITEMS:,} items")
            return tuple(self._value(item, depth + 1) for item in items)
        return self._keep(thing)


@contextlib.contextmanager
def _settings_as_usual() -> Iterator[None]:
    """Gradients and 32-bit floats, whatever a cell has set for itself: for the question alone."""
    dtype = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        with torch.enable_grad():
            yield
    finally:
        torch.set_default_dtype(dtype)


class NoData(Exception):
    """A result that cannot be sent: too big, or of numbers of a strange kind."""


def attend(namespace: dict[str, Any], line: str, asks: str) -> None:
    """Answer whatever is asked over the socket ``line``, until it is closed at the other end."""
    with socket.socket(socket.AF_UNIX) as other, other.makefile("rb") as requests:
        other.settimeout(None)  # a notebook may have set one for all sockets
        other.connect(line)
        while asked := wire.unframe(requests, most=wire.MAX_ARRAY_BYTES):
            answer = serve(namespace, asks, *asked)
            if asked[0] != wire.TOLD:
                other.sendall(answer)


def serve(
    namespace: dict[str, Any],
    asks: str,
    number: int,
    request: Mapping[str, Any],
    arrays: wire.Arrays,
) -> bytes:
    """The answer to request ``number``, as a frame; files it mentions lie in ``asks``."""
    agent = namespace.get(AGENT)
    if not isinstance(agent, Agent):
        agent = namespace[AGENT] = Agent(namespace, Path(asks))
    return wire.frame(number, *wire.pack(agent.answer(request, arrays)))


AGENT = "__autograde_agent__"


@contextlib.contextmanager
def random_state_kept() -> Iterator[None]:
    """Put the random generators back as they were, so that asking changes nothing at home."""
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])


def _show(model: Any, rows: torch.Tensor) -> None:
    """Let a model with lazy layers see its first rows; which shapes it takes is judged later."""
    if isinstance(model, nn.Module) and any(map(is_lazy, nn.Module.parameters(model))):
        before = model.training
        with contextlib.suppress(Exception), torch.no_grad():
            model.eval()
            model(rows)
        model.train(before)


def _plain(number: bool | int | float) -> bool | int | float:
    if isinstance(number, bool):
        return bool(number)
    if isinstance(number, float):
        return float(number)
    if abs(number) >= 2**63:
        raise NoData("an integer of more than 64 bits")
    return int(number)


def _plain_array(values: Any) -> np.ndarray[Any, Any]:
    """A copy that is an ordinary array: a subclass may say something else each time it is asked."""
    seen = np.asarray(values)
    if seen.size > wire.MAX_NUMBERS:
        raise NoData(f"an array of {seen.size:,} numbers")
    if seen.dtype.kind not in "biuf":
        raise NoData(f"an array of dtype {seen.dtype}")
    return np.array(seen)


def _kind(thing: Any) -> str:
    kind = type(thing)
    package = kind.__module__.partition(".")[0]
    return kind.__qualname__ if package == "builtins" else f"{package}.{kind.__qualname__}"


def _unregistered(model: Any) -> int:
    """How many numbers a module could learn that its ``parameters()`` do not hold."""
    if not isinstance(model, nn.Module):
        return 0
    registered = {id(parameter) for parameter in nn.Module.parameters(model)}
    own = [value for module in nn.Module.modules(model) for value in vars(module).values()]
    found = {id(tensor): tensor for value in own for tensor in _learnable(value)}
    return sum(tensor.numel() for key, tensor in found.items() if key not in registered)


def _learnable(value: Any, depth: int = 2) -> Iterator[torch.Tensor]:
    """The tensors in an attribute, in lists and dictionaries too, that can get a gradient."""
    match value:
        case torch.Tensor() if value.is_leaf and value.requires_grad:
            yield value
        case nn.Module():
            yield from nn.Module.parameters(value)
        case list() | tuple() | dict() if depth:
            for item in value.values() if isinstance(value, dict) else value:
                yield from _learnable(item, depth - 1)


def _parameter(parameter: inspect.Parameter) -> str:
    return "**" if parameter.kind is inspect.Parameter.VAR_KEYWORD else parameter.name


def _default(parameter: inspect.Parameter) -> Value:
    return parameter.default if isinstance(parameter.default, bool | int | float) else None


def _message(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:500]
    except BaseException:  # a student's own exception may raise when it is asked what it is
        return ""


def _line(trace: TracebackType | None) -> str:
    """The last line of the student's own code on the way to the error."""
    for frame in reversed(traceback.extract_tb(trace)):
        if "site-packages" not in frame.filename and "autograde" not in frame.filename:
            return (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
    return ""
