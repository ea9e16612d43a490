"""Requests and answers as data: JSON text and arrays.

A request goes over a socket, an answer into files, each array in one of its own. Nothing here
unpickles, evaluates or follows a path, so that an answer from a hostile process can at worst be
refused (:class:`Malformed`).
"""

from __future__ import annotations

import functools
import io
import json
import math
import os
import stat
import struct
from dataclasses import asdict
from pathlib import Path
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

#: What goes back over the socket when an answer has been written.
ANSWERED = b"\n"
HEADER = struct.Struct("!QQ")
#: Where the header of a ``.npy`` file of version 1 begins, after its length.
HEADER_START = 10
MAX_JSON_BYTES = 4_000_000
MAX_ARRAY_BYTES = 128_000_000
MAX_ARRAYS = 256
MAX_AXES = 32
MAX_ITEMS = 100_000
MAX_TEXT = 2_000

#: Of whole and floating numbers, by the letters that NumPy has for them.
DTYPES = frozenset("?bBhHiIlLqQefd")

Arrays = dict[str, npt.NDArray[np.generic]]


class Malformed(ValueError):
    """An answer that is not what :func:`pack` writes."""


def pack(outcome: Returned | Raised | Nonsense) -> tuple[dict[str, Any], Arrays]:
    """The JSON object and the arrays that carry ``outcome``."""
    arrays: Arrays = {}
    if isinstance(outcome, Returned):
        return {
            "outcome": "returned",
            "value": _pack_value(outcome.value, arrays),
            "seconds": outcome.seconds,
            "events": [
                {"event": type(event).__name__.lower(), **asdict(event)} for event in outcome.events
            ],
        }, arrays
    return {"outcome": type(outcome).__name__.lower(), **asdict(outcome)}, arrays


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
                return Raised(_text(kind), _text(text), _text(line))
            case {"outcome": "nonsense", "reason": str(reason)}:
                return Nonsense(_text(reason))
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
                return Array(arrays[name], _text(kind), requires_grad)
        case {
            "number": number,
            "dtype": str(dtype),
            "axes": int(axes),
            "kind": str(kind),
            "requires_grad": bool(requires_grad),
        }:
            return Array(_single(number, dtype, axes), _text(kind), requires_grad)
        case {"handle": str(name), "kind": str(kind)}:
            return Handle(_text(name), _text(kind))
        case {"float": "nan" | "inf" | "-inf" as text}:
            return float(text)
        case list():
            return tuple(_unpack_value(item, arrays) for item in value)
        case None | bool() | float():
            return value
        case int() if abs(value) < 2**63:
            return value
        case str():
            return _text(value)
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
        case {"event": "forward", "rows": int(rows), "training": bool(training), "first": str(x)}:
            if 0 <= rows < 2**31:
                return Forward(rows, training, _text(x))
        case {
            "event": "backward",
            "stale": bool(stale),
            "reached": bool(reached),
            "loss": None | float() as loss,
        }:
            return Backward(stale, reached, loss)
        case {"event": "step", "owns": bool(owns), "has_gradient": bool(has_gradient)}:
            return Step(owns, has_gradient)
    raise Malformed("an event of the wrong form")


def _text(text: str) -> str:
    """A text of one line that can be written to any file and shown on any screen."""
    strange = "\N{REPLACEMENT CHARACTER}"
    return "".join(
        c if c.isprintable() else " " if c.isspace() else strange for c in text[:MAX_TEXT]
    )


def _finite(seconds: Any) -> float:
    match seconds:
        case int() | float() if 0 <= seconds < 2**31:
            return float(seconds)
    raise Malformed("seconds that are no number")


def frame(number: int, request: dict[str, Any], arrays: Arrays) -> bytes:
    """A request as :func:`unframe` reads it."""
    plain = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
    about = [(name, values.dtype.str, values.shape) for name, values in plain.items()]
    head = json.dumps({"number": number, "request": request, "arrays": about}).encode()
    body = b"".join(values.tobytes() for values in plain.values())
    return HEADER.pack(len(head), len(body)) + head + body


def unframe(stream: BinaryIO) -> tuple[int, dict[str, Any], Arrays] | None:
    """The next request that :func:`frame` made, which is trusted; None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    head_bytes, body_bytes = HEADER.unpack(header)
    head = json.loads(stream.read(head_bytes))
    body = memoryview(stream.read(body_bytes))
    arrays: Arrays = {}
    for name, dtype, shape in head["arrays"]:
        size = np.dtype(dtype).itemsize * math.prod(shape)
        arrays[name] = np.frombuffer(body[:size], dtype).reshape(shape)
        body = body[size:]
    return head["number"], head["request"], arrays


def write(folder: Path, stem: str, body: dict[str, Any], arrays: Arrays) -> None:
    """Write ``stem.json`` and ``stem-NAME.npy`` into ``folder``; the JSON comes last and whole."""
    for name, values in arrays.items():
        np.save(folder / f"{stem}-{name}.npy", values, allow_pickle=False)
    part = folder / f"{stem}.part"
    part.write_text(json.dumps({**body, "arrays": list(arrays)}), encoding="utf-8")
    part.replace(folder / f"{stem}.json")


def read(folder: Path, stem: str) -> tuple[dict[str, Any], Arrays]:
    """Read back what :func:`write` wrote, trusting neither the files nor what they claim to hold.

    Raises
    ------
    FileNotFoundError
        when there is no such answer.
    Malformed
        when it is a link or a pipe, too big, no JSON, or an array file that lies about its size.
    """
    text = _read_bytes(folder / f"{stem}.json", MAX_JSON_BYTES)
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("an answer that is no JSON") from error
    if not isinstance(body, dict):
        raise Malformed("an answer of the wrong form")
    names = body.pop("arrays", [])
    if not isinstance(names, list) or len(names) > MAX_ARRAYS:
        raise Malformed("an answer with too many arrays")
    arrays: Arrays = {}
    room = MAX_ARRAY_BYTES
    for name in names:
        if not (isinstance(name, str) and name.isalnum() and name.isascii() and len(name) < 16):
            raise Malformed("an array with a strange name")
        raw = _read_bytes(folder / f"{stem}-{name}.npy", room)
        room -= len(raw)
        arrays[name] = _array(raw)
    return body, arrays


def _read_bytes(path: Path, limit: int) -> bytes:
    # A student's process may have put a link, a pipe or a device where its answer should lie.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Malformed(f"{path.name} cannot be read ({error.strerror})") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Malformed(f"{path.name} is no ordinary file")
        if status.st_size > limit:
            raise Malformed(f"an answer of more than {limit:,} bytes")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(status.st_size)
    finally:
        os.close(descriptor)


@functools.lru_cache(maxsize=100)
def _about(header: bytes) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """Shape, order and dtype of an array; most of an exam's arrays begin alike."""
    stream = io.BytesIO(header)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise Malformed("an array file of a version that is not used here")
    shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
    if dtype.kind not in "biuf":
        raise Malformed(f"an array of dtype {dtype}")
    return shape, by_column, dtype


def _array(raw: bytes) -> npt.NDArray[np.generic]:
    try:
        start = HEADER_START + int.from_bytes(raw[HEADER_START - 2 : HEADER_START], "little")
        shape, by_column, dtype = _about(raw[:start])
        # The header may promise a billion numbers: compare before NumPy makes room for them.
        if math.prod(shape) * dtype.itemsize != len(raw) - start:
            raise Malformed("an array file whose size is not what it says")
        values = np.frombuffer(raw, dtype, offset=start)
        return values.reshape(shape, order="F" if by_column else "C")
    except Malformed:
        raise
    # NumPy's reader of headers meets hostile ones with any exception.
    except Exception as error:
        raise Malformed(f"an array file that cannot be read ({type(error).__name__})") from error
