"""An answer from a hostile process is read as what it is, or refused, and never more than that."""

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from autograde.exam import wire
from autograde.exam.outcome import Array, Backward, Forward, Handle, Raised, Returned, Step

ARRAY = {"array": "a0", "kind": "torch.Tensor", "requires_grad": False}


def returned(value: object, **other: object) -> dict[str, object]:
    return {"outcome": "returned", "value": value, "seconds": 0.1, "events": [], **other}


def npy(header: str, body: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text + body


def header(descr: str, shape: str) -> str:
    return f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}"


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_what_is_packed_comes_back(tmp_path: Path) -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    events = (Forward(64, True, "ab"), Backward(False), Step(True, True))
    value = (Array(values, "torch.Tensor", True), Handle("h0", "Model"), 1.5, None, "text", -3)
    wire.write(tmp_path, "1", *wire.pack(Returned(value, 0.5, events)))
    outcome = wire.unpack(*wire.read(tmp_path, "1"))
    assert isinstance(outcome, Returned)
    assert isinstance(outcome.value, tuple)
    first = outcome.value[0]
    assert isinstance(first, Array)
    assert np.array_equal(first.values, values)
    assert outcome.value[1:] == value[1:]
    assert outcome.events == events


def test_a_history_of_a_thousand_tensors_comes_back(tmp_path: Path) -> None:
    numbers = [np.float32(0.1), np.array([np.nan]), np.int64(-3), np.bool_(True), np.float16(2)]
    losses = tuple(Array(np.asarray(n), "torch.Tensor") for n in numbers * 200)
    wire.write(tmp_path, "1", *wire.pack(Returned(losses, 0.5)))
    outcome = wire.unpack(*wire.read(tmp_path, "1"))
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
        json.dumps(returned(1, arrays=7)).encode(),
        json.dumps(returned(1, arrays=["../secret"])).encode(),
        json.dumps(returned(1, arrays=["a" * 5000])).encode(),
        json.dumps(returned(1, arrays=["a"] * 1000)).encode(),
    ],
)
def test_unreadable_text_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "1.json").write_bytes(text)
    with pytest.raises(wire.Malformed) as refused:
        wire.read(tmp_path, "1")
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04",
        npy(header("<f4", "(1000000000,)")),
        npy(header("<f4", "(-1, -1)"), b"1234"),
        npy(header("<f4", "(2,)"), b"1234"),
        npy(header("|O", "(1,)"), b"cposix\nsystem\n."),
        npy(header("<c8", "(1,)"), b"12345678"),
        npy(header("<U1", "(1,)"), b"1234"),
        npy(header("<f4", "((1,),)"), b"1234"),
        npy("{'descr': '<f4', 'fortran_order': " + "(" * 60),
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1L,)}", b"1234"),
        npy("{[]: 1}"),
        npy("  1\n 2"),
        npy(header("<f4", "(1,)"), b"1234", version=b"\x03\x00"),
        b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65_535,
    ],
)
def test_lying_array_is_refused(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(json.dumps(returned(ARRAY, arrays=["a0"])))
    (tmp_path / "1-a0.npy").write_bytes(raw)
    with pytest.raises(wire.Malformed):
        wire.read(tmp_path, "1")


def test_only_ordinary_files_are_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("{}")
    (tmp_path / "link.json").symlink_to(secret)
    (tmp_path / "device.json").symlink_to("/dev/zero")
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    for name in ("link", "device", "folder", "pipe"):
        with pytest.raises(wire.Malformed):
            wire.read(tmp_path, name)
    with pytest.raises(FileNotFoundError):
        wire.read(tmp_path, "nothing")


def test_refusing_keeps_no_descriptor_open(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    before = descriptors()
    for _ in range(20):
        with pytest.raises(wire.Malformed):
            wire.read(tmp_path, "folder")
    assert descriptors() == before
