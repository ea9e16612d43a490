"""What came out of running and questioning a submission, before anybody gives points for it."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any, Literal

from nbformat import NotebookNode, from_dict

from autograde.exam import Finding, Observation


@dataclass(frozen=True)
class Run:
    """All that is known of a submission by its content.

    Attributes
    ----------
    ended
        ``"examined"``; ``"left-out"``: the student left the exercise out; ``"undecided"``: there
        was nothing to examine, and a person should look; ``"grader-fault"``: try it again.
    observations
        what the examiner saw; empty unless it ended as examined.
    notes
        why it ended, or what was put right and remarked on the way.
    seconds
        wall time.
    outputs
        what the code cells put out, packed.
    killed
        whether somebody else killed its kernels, one after the other: perhaps the machine, which
        had no memory left, perhaps the student's own code.
    """

    ended: Literal["examined", "left-out", "undecided", "grader-fault"]
    observations: tuple[Observation, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    sandboxed: bool = True
    outputs: bytes = b""
    killed: bool = False

    @property
    def final(self) -> bool:
        """Whether another try would say the same."""
        return self.ended != "grader-fault" and not self.killed

    def to_json(self) -> str:
        """Everything but the outputs, as JSON."""
        body = asdict(self)
        del body["outputs"]
        return json.dumps(body, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, outputs: bytes) -> Run:
        """Read back what :meth:`to_json` wrote."""
        body: dict[str, Any] = json.loads(text)
        body["observations"] = tuple(
            Observation(seen["id"], seen["title"], Finding(**seen["finding"]))
            for seen in body["observations"]
        )
        body["notes"] = tuple(body["notes"])
        return cls(**body, outputs=outputs)


def pack_outputs(notebook: NotebookNode) -> bytes:
    """What the code cells of a notebook put out."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    packed = [(cell.execution_count, cell.outputs) for cell in code]
    return zlib.compress(json.dumps(packed).encode())


def unpack_outputs(packed: bytes, notebook: NotebookNode) -> None:
    """Give the code cells of a notebook that says the same the outputs of another."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kept = json.loads(zlib.decompress(packed)) if packed else []
    for cell, (count, outputs) in zip(code, kept, strict=False):
        cell.execution_count, cell.outputs = count, [from_dict(output) for output in outputs]
