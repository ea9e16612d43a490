"""Requests and answers as data: JSON text and arrays.

Both go over a socket: lengths first, then JSON, then the numbers of the arrays that it tells of.
Nothing here unpickles, evaluates or opens a file, so that an answer from a hostile process can at
worst be refused (:class:`Malformed`).
"""

from __future__ import annotations

import functools
import json
import math
import re
import struct
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from autograde.exam.outcome import (
    Array,
    Backward,
    Event,
    Forward,
    Handle,
    Nonsense,
    Outcome,
    Raised,
    Returned,
    Step,
    Value,
)

HEADER = struct.Struct("!QQ")
MAX_JSON_BYTES = 4_000_000
MAX_ARRAY_BYTES = 128_000_000
MAX_ARRAYS = 256
#: In all arrays of an answer: whoever computes with them may take eight bytes for each.
MAX_NUMBERS = 16_000_000
MAX_AXES = 32
MAX_ITEMS = 100_000
MAX_TEXT = 2_000
MAX_NAME = 16
#: The number of a request that wants no answer.
TOLD = 0

#: Of whole and floating numbers, by the letters that NumPy has for them.
DTYPES = frozenset("?bBhHiIlLqQefd")
DTYPE = re.compile(r"[<>|][biuf]\d{1,2}")

Arrays = dict[str, npt.NDArray[np.generic]]
#: A number, which an answer has from its request; a JSON object; arrays.
Frame = tuple[int, dict[str, Any], Arrays]


class Malformed(ValueError):
    """An answer that is not what :func:`pack` and :func:`frame` make."""


def pack(outcome: Returned | Raised | Nonsense) -> tuple[dict[str, Any], Arrays]:
    """The JSON object and the arrays that carry ``outcome``."""
    arrays: Arrays = {}
    if isinstance(outcome, Returned):
        return {
            "outcome": "returned",
            "value": _pack_value(outcome.value, arrays),
            "seconds": outcome.seconds,
            "events": [
                {"event": type(event).__name__.lower(), **vars(event)} for event in outcome.events
            ],
        }, arrays
    return {"outcome": type(outcome).__name__.lower(), **vars(outcome)}, arrays


def unpack(answer: object, arrays: Arrays) -> Outcome:
    """The outcome that :func:`pack` packed.

    Raises
    ------
    Malformed
        when ``answer`` is anything else.
    """
    try:
        match answer:
            case {
                "outcome": "returned",
                "value": value,
                "seconds": seconds,
                "events": list(events),
            }:
                return Returned(
                    value=_unpack_value(value, arrays),
                    seconds=_finite(seconds),
                    events=tuple(_unpack_event(event) for event in events[:MAX_ITEMS]),
                )
            case {"outcome": "raised", "kind": str(kind), "message": str(text), "line": str(line)}:
                return Raised(one_line(kind), one_line(text), one_line(line))
            case {"outcome": "nonsense", "reason": str(reason)}:
                return Nonsense(one_line(reason))
    except RecursionError as error:
        raise Malformed("an answer that nests too deeply") from error
    raise Malformed("an answer of the wrong form")


def _pack_value(value: Value, arrays: Arrays) -> Any:
    if isinstance(value, Array) and value.values.size == 1:
        # A history may hold hundreds of tensors with a number each.
        number = _pack_value(value.values.item(), arrays)
        form = {"dtype": value.values.dtype.char, "axes": value.values.ndim}
        return {"number": number, **form, "kind": value.kind, "requires_grad": value.requires_grad}
    if isinstance(value, Array):
        name = f"a{len(arrays)}"
        arrays[name] = value.values
        return {"array": name, "kind": value.kind, "requires_grad": value.requires_grad}
    if isinstance(value, Handle):
        return {"handle": value.name, "kind": value.kind}
    if isinstance(value, tuple):
        return [_pack_value(item, arrays) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    return value


def _unpack_value(value: Any, arrays: Arrays) -> Value:
    match value:
        case {"array": str(name), "kind": str(kind), "requires_grad": bool(requires_grad)}:
            if name in arrays:
                return Array(arrays[name], one_line(kind), requires_grad)
        case {
            "number": number,
            "dtype": str(dtype),
            "axes": int(axes),
            "kind": str(kind),
            "requires_grad": bool(requires_grad),
        }:
            return Array(_single(number, dtype, axes), one_line(kind), requires_grad)
        case {"handle": str(name), "kind": str(kind)}:
            return Handle(one_line(name), one_line(kind))
        case {"float": "nan" | "inf" | "-inf" as text}:
            return float(text)
        case list():
            return tuple(_unpack_value(item, arrays) for item in value)
        case None | bool() | float():
            return value
        case int() if abs(value) < 2**63:
            return value
        case str():
            return one_line(value)
    raise Malformed("a value of the wrong form")


def _single(number: Any, dtype: str, axes: int) -> npt.NDArray[np.generic]:
    """An array of one number."""
    value = _unpack_value(number, {})
    if isinstance(value, bool | int | float) and dtype in DTYPES and 0 <= axes <= MAX_AXES:
        try:
            with np.errstate(over="ignore", invalid="raise"):
                return np.full((1,) * axes, value, dtype)
        except (OverflowError, ValueError, FloatingPointError) as error:
            raise Malformed("a number that its dtype cannot hold") from error
    raise Malformed("a value of the wrong form")


def _unpack_event(event: Any) -> Event:
    match event:
        case {
            "event": "forward",
            "rows": int(rows),
            "training": bool(training),
            "first": str(x),
            "reached": bool(reached),
            "mean": None | float() as mean,
            "deviation": None | float() as deviation,
        }:
            if 0 <= rows < 2**31:
                return Forward(rows, training, one_line(x), reached, mean, deviation)
        case {
            "event": "backward",
            "stale": bool(stale),
            "reached": bool(reached),
            "loss": None | float() as loss,
            "after_unused": bool(after_unused),
        }:
            return Backward(stale, reached, loss, after_unused)
        case {"event": "step", "owns": bool(owns), "has_gradient": bool(has_gradient)}:
            return Step(owns, has_gradient)
    raise Malformed("an event of the wrong form")


def one_line(text: str) -> str:
    """A text of one line that can be written to any file and shown on any screen."""
    text, strange = text[:MAX_TEXT], "\N{REPLACEMENT CHARACTER}"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else strange for c in text)


def _finite(seconds: Any) -> float:
    match seconds:
        case int() | float() if 0 <= seconds < 2**31:
            return float(seconds)
    raise Malformed("seconds that are no number")


def frame(number: int, body: dict[str, Any], arrays: Arrays) -> bytes:
    """A numbered message, as :func:`unframe` reads it."""
    about = [(name, values.dtype.str, values.shape) for name, values in arrays.items()]
    head = json.dumps({"number": number, "body": body, "arrays": about}).encode()
    content = [values.tobytes() for values in arrays.values()]
    return b"".join([HEADER.pack(len(head), sum(map(len, content))), head, *content])


def unframe(stream: BinaryIO, most: int = MAX_NUMBERS) -> Frame | None:
    """The next message that :func:`frame` made, with so many numbers at most in all its arrays.

    None at the end of the stream.

    Raises
    ------
    Malformed
        when it is too big, no JSON, or arrays lie about their size; nobody can tell where in the
        stream the next one begins.
    """
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    head_bytes, content_bytes = HEADER.unpack(header)
    if head_bytes > MAX_JSON_BYTES or content_bytes > MAX_ARRAY_BYTES:
        raise Malformed(f"an answer of {head_bytes + content_bytes:,} bytes")
    head = stream.read(head_bytes)
    content = memoryview(stream.read(content_bytes))
    if len(head) < head_bytes or len(content) < content_bytes:
        return None
    try:
        told = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise Malformed("an answer that is no JSON") from error
    match told:
        case {"number": int(number), "body": dict(body), "arrays": list(about)}:
            return number, body, _arrays(about, content, most)
    raise Malformed("an answer of the wrong form")


def _arrays(about: list[Any], content: memoryview, most: int) -> Arrays:
    if len(about) > MAX_ARRAYS:
        raise Malformed("an answer with too many arrays")
    arrays: Arrays = {}
    numbers = 0
    for told in about:
        match told:
            case [str(name), str(text), list(shape)] if len(name) < MAX_NAME:
                dtype, axes = _dtype(text), _shape(shape)
            case _:
                raise Malformed("an array of the wrong form")
        # The shape may promise a billion numbers: compare before NumPy makes room for them.
        count = math.prod(axes)
        size = dtype.itemsize * count
        numbers += count
        if size > len(content):
            raise Malformed("an array that is smaller than it says")
        if numbers > most:
            raise Malformed(f"an answer of more than {most:,} numbers")
        arrays[name] = np.frombuffer(content[:size], dtype).reshape(axes)
        content = content[size:]
    if content:
        raise Malformed("more numbers than its arrays have")
    return arrays


@functools.lru_cache(maxsize=100)
def _dtype(text: str) -> np.dtype[np.generic]:
    """A dtype of whole or floating numbers, by its ``str``."""
    try:
        if DTYPE.fullmatch(text):
            return np.dtype(text)
    except TypeError:
        pass
    raise Malformed("an array of a strange dtype")


def _shape(shape: list[Any]) -> tuple[int, ...]:
    if len(shape) > MAX_AXES or any(type(n) is not int or not 0 <= n < 2**31 for n in shape):
        raise Malformed("an array of a strange shape")
    # NumPy refuses this even where there are no numbers at all.
    if math.prod(max(n, 1) for n in shape) >= 2**31:
        raise Malformed("an array of a strange shape")
    return tuple(shape)
