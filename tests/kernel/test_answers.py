"""An answer from a hostile process is read as what it is, or refused, and never more than that."""

import io
import json
import struct
from typing import Any

import numpy as np
import pytest

from autograde.exam import wire
from autograde.exam.outcome import Array, Backward, Forward, Handle, Raised, Returned, Step

ARRAY = {"array": "a0", "kind": "torch.Tensor", "requires_grad": False}


def returned(value: object, **other: object) -> dict[str, object]:
    return {"outcome": "returned", "value": value, "seconds": 0.1, "events": [], **other}


def over(answer: tuple[dict[str, Any], wire.Arrays]) -> wire.Frame:
    came = wire.unframe(io.BytesIO(wire.frame(1, *answer)))
    assert came is not None
    return came


def framed(head: bytes, content: bytes = b"") -> io.BytesIO:
    return io.BytesIO(struct.pack("!QQ", len(head), len(content)) + head + content)


def test_what_is_packed_comes_back() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    events = (Forward(64, True, "ab"), Backward(False), Step(True, True))
    value = (Array(values, "torch.Tensor", True), Handle("h0", "Model"), 1.5, None, "text", -3)
    number, *answer = over(wire.pack(Returned(value, 0.5, events)))
    assert number == 1
    outcome = wire.unpack(*answer)
    assert isinstance(outcome, Returned)
    assert isinstance(outcome.value, tuple)
    first = outcome.value[0]
    assert isinstance(first, Array)
    assert np.array_equal(first.values, values)
    assert outcome.value[1:] == value[1:]
    assert outcome.events == events


def test_more_numbers_than_anybody_computes_with_are_refused() -> None:
    many = np.ones(wire.MAX_NUMBERS // 2 + 1, dtype=bool)
    with pytest.raises(wire.Malformed, match="more than 16,000,000 numbers"):
        over(({}, {"a0": many, "a1": many}))


def test_a_history_of_a_thousand_tensors_comes_back() -> None:
    numbers = [np.float32(0.1), np.array([np.nan]), np.int64(-3), np.bool_(True), np.float16(2)]
    losses = tuple(Array(np.asarray(n), "torch.Tensor") for n in numbers * 200)
    _, *answer = over(wire.pack(Returned(losses, 0.5)))
    outcome = wire.unpack(*answer)
    assert isinstance(outcome, Returned)
    assert isinstance(outcome.value, tuple)
    for sent, came in zip(losses, outcome.value, strict=True):
        assert isinstance(came, Array)
        assert (came.kind, came.values.dtype) == (sent.kind, sent.values.dtype)
        np.testing.assert_array_equal(came.values, sent.values)


def single(number: object, dtype: object = "f", axes: object = 0) -> dict[str, object]:
    form = {"number": number, "dtype": dtype, "axes": axes}
    return returned({**form, "kind": "torch.Tensor", "requires_grad": False})


@pytest.mark.parametrize(
    "answer",
    [
        single("1"),
        single([1]),
        single(1, "O"),
        single(1, "U"),
        single(1, "f", 1000),
        single(1, "f", -1),
        single(300, "B"),
        single({"float": "nan"}, "l"),
        None,
        7,
        [],
        {},
        {"outcome": "silent", "reason": "x"},
        returned(10**400),
        returned(2**63),
        returned({"a": 1}),
        returned(ARRAY),
        returned({"handle": 1, "kind": "x"}),
        returned(None, seconds=10**400),
        returned(None, seconds=float("nan")),
        returned(None, seconds=-1),
        returned(None, seconds="1"),
        returned(None, events=["forward"]),
        returned(None, events=[5]),
        returned(None, events=[{"event": "forward"}]),
        returned(None, events=[{"event": "forward", "rows": "x", "training": 1, "first": []}]),
        returned(None, events=[{"event": "forward", "rows": -1, "training": True, "first": ""}]),
        returned(None, events=[{"event": "step", "owns": [], "has_gradient": {}}]),
        returned(None, events=[{"event": []}]),
        {"outcome": "raised", "kind": "E", "message": "m", "line": 7},
        {"outcome": "nonsense", "reason": None},
    ],
)
def test_wrong_form_is_refused(answer: object) -> None:
    with pytest.raises(wire.Malformed):
        wire.unpack(answer, {})


def test_nesting_is_refused() -> None:
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(wire.Malformed):
        wire.unpack(returned(deep), {})


def test_texts_can_be_shown_and_written() -> None:
    raised = {
        "outcome": "raised",
        "kind": "\ud800",
        "message": "\x1b[2J\u202e" * 5000,
        "line": "a\tb",
    }
    outcome = wire.unpack(raised, {})
    assert isinstance(outcome, Raised)
    assert str(outcome).isprintable()
    assert str(outcome).encode()
    assert len(outcome.message) <= wire.MAX_TEXT
    assert outcome.line == "a b"


@pytest.mark.parametrize(
    "values",
    [
        np.arange(24, dtype=np.int16).reshape(2, 3, 4)[::-1, :, ::2],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([1.5, -2], dtype=">f8"),
        np.zeros((0, 3), dtype=bool),
    ],
)
def test_an_array_comes_as_it_is_however_it_lies_in_memory(values: wire.Arrays) -> None:
    _, *answer = over(wire.pack(Returned(Array(values, "numpy.ndarray"))))
    outcome = wire.unpack(*answer)
    assert isinstance(outcome, Returned)
    assert isinstance(outcome.value, Array)
    np.testing.assert_array_equal(outcome.value.values, values, strict=True)


def test_messages_come_one_after_the_other_until_the_end() -> None:
    stream = io.BytesIO(wire.frame(7, {"a": 1}, {}) + wire.frame(8, {}, {}))
    assert [wire.unframe(stream) for _ in range(3)] == [(7, {"a": 1}, {}), (8, {}, {}), None]


@pytest.mark.parametrize("length", [0, 5, 16, 40, -1])
def test_a_message_that_is_cut_off_is_none(length: int) -> None:
    whole = wire.frame(1, {}, {"a0": np.zeros(3)})
    assert wire.unframe(io.BytesIO(whole[:length])) is None


def head(**other: object) -> bytes:
    return json.dumps({"number": 1, "body": returned(1), "arrays": [], **other}).encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 10_000,
        b"7",
        b'"' + b"x" * 10_000_000 + b'"',
        head(number="1"),
        head(body=7),
        head(arrays=7),
        head(arrays=["a0"]),
        head(arrays=[["a" * 5000, "<f4", [0]]]),
        head(arrays=[["a", "<f4", [0]]] * 1000),
    ],
)
def test_unreadable_text_is_refused(text: bytes) -> None:
    with pytest.raises(wire.Malformed) as refused:
        wire.unframe(framed(text))
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("head_bytes", "content_bytes"), [(2**63, 0), (0, 2**63), (5_000_000, 0), (2, 200_000_000)]
)
def test_what_promises_too_much_is_refused_before_it_is_read(
    head_bytes: int, content_bytes: int
) -> None:
    stream = io.BytesIO(struct.pack("!QQ", head_bytes, content_bytes) + b"{}")
    with pytest.raises(wire.Malformed):
        wire.unframe(stream)
    assert stream.read() == b"{}"


@pytest.mark.parametrize(
    "about",
    [
        ["a0", "<f4", [1_000_000_000]],
        ["a0", "<f4", [-1, -1]],
        ["a0", "<f4", [2]],
        ["a0", "<f4", [0]],
        ["a0", "<f4", [10**30, 0]],
        ["a0", "<f4", [1] * 100],
        ["a0", "<f4", [1.0]],
        ["a0", "<f4", [True]],
        ["a0", "<f4", 1],
        ["a0", "|O", [1]],
        ["a0", "<c8", [1]],
        ["a0", "<U1", [1]],
        ["a0", "<f3", [1]],
        ["a0", "f4,f4", [1]],
        ["a0", "(" * 60, [1]],
        ["a0", 4, [1]],
        [7, "<f4", [1]],
    ],
)
def test_lying_array_is_refused(about: list[object]) -> None:
    with pytest.raises(wire.Malformed):
        wire.unframe(framed(head(arrays=[about]), b"1234"))
